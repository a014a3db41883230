using System.Diagnostics;
using Beamer.Link.Linux;

namespace Beamer.Link;

/// <summary>Frames that the kernel handed over together: one block of a <see cref="PacketRing"/>.</summary>
/// <remarks>
/// Ownership: ours until <see cref="Release"/>, which gives the memory back to the kernel; every frame of the block ends
/// with it. Flush the transmitter first, since what it has enqueued lies in this memory.
/// </remarks>
public readonly unsafe ref struct PacketBlock
{
    private readonly PacketRing _ring;
    private readonly LibC.tpacket_block_desc* _block;

    internal PacketBlock(PacketRing ring, LibC.tpacket_block_desc* block)
    {
        _ring = ring;
        _block = block;
    }

    /// <summary>Number of frames.</summary>
    public int Count => (int)_block->hdr.num_pkts;

    /// <summary>The frames, in the order of arrival.</summary>
    public Enumerator GetEnumerator() => new(_block);

    /// <summary>Gives the block back to the kernel. Once.</summary>
    public void Release() => _ring.Release(_block);

    /// <summary>Walks the frames of a block.</summary>
    public ref struct Enumerator
    {
        // The sender's link address follows the header, then comes the headroom.
        private const int HeaderBytes = 48 + 20;

        private readonly byte* _end;
        private byte* _next;
        private byte* _current;
        private uint _left;

        internal Enumerator(LibC.tpacket_block_desc* block)
        {
            _left = block->hdr.num_pkts;
            _next = (byte*)block + block->hdr.offset_to_first_pkt;
            _end = (byte*)block + block->hdr.blk_len;
        }

        /// <summary>The frame.</summary>
        public readonly PacketFrame Current
        {
            get
            {
                var header = (LibC.tpacket3_hdr*)_current;
                int start = header->tp_mac - HeaderBytes;
                int length = (int)header->tp_snaplen;
                Debug.Assert(_current + header->tp_mac + length <= _end, "A frame ends outside of its block.");
                uint vlan = header->hv1.tp_vlan_tci | ((uint)header->hv1.tp_vlan_tpid << 16);
                return new PacketFrame(
                    _current + HeaderBytes, start + length, start, length, FlagsOf(header), vlan);
            }
        }

        /// <summary>Goes to the next frame.</summary>
        /// <returns>False after the last.</returns>
        public bool MoveNext()
        {
            if (_left == 0) return false;
            _left--;
            _current = _next;
            _next += ((LibC.tpacket3_hdr*)_next)->tp_next_offset;
            return true;
        }

        private static PacketFrameFlags FlagsOf(LibC.tpacket3_hdr* header)
        {
            var flags = PacketFrameFlags.None;
            if ((header->tp_status & LibC.TP_STATUS_CSUMNOTREADY) != 0) flags |= PacketFrameFlags.ChecksumUnfinished;
            if ((header->tp_status & LibC.TP_STATUS_VLAN_VALID) != 0) flags |= PacketFrameFlags.VlanStripped;
            if (header->tp_snaplen < header->tp_len) flags |= PacketFrameFlags.Truncated;
            return flags;
        }
    }
}
