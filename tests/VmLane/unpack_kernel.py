"""unpack_kernel.py BZIMAGE VMLINUX: takes the ELF file out of a compressed kernel (Documentation/x86/boot.rst)."""
import lzma
import struct
import sys

image = open(sys.argv[1], 'rb').read()
setup_sectors = image[0x1f1] or 4
payload_offset, payload_length = struct.unpack_from('<II', image, 0x248)
start = (setup_sectors + 1) * 512 + payload_offset
# The payload ends with its unpacked size, which the stream does not need.
kernel = lzma.LZMADecompressor(format=lzma.FORMAT_XZ).decompress(image[start:start + payload_length])
if kernel[:4] != b'\x7fELF':
    sys.exit(f'{sys.argv[1]} holds no ELF file')
open(sys.argv[2], 'wb').write(kernel)
