using System.Diagnostics;
using Beamer.Link.Linux;

namespace Beamer.Link;

/// <summary>Frames that were ready together: consecutive slots of a <see cref="PacketRing"/>.</summary>
/// <remarks>
/// Ownership: ours until <see cref="Release"/>, which gives the memory back to the kernel; every frame of the block
/// ends with it. Flush the transmitter first, since what it has enqueued lies in this memory.
/// </remarks>
public readonly ref struct PacketBlock
{
    private readonly PacketRing _ring;

    internal PacketBlock(PacketRing ring, int count)
    {
        _ring = ring;
        Count = count;
    }

    /// <summary>Number of frames, 1 to <see cref="PacketRing.BlockFramesMax"/>.</summary>
    public int Count { get; }

    /// <summary>The frames, in the order of arrival.</summary>
    public Enumerator GetEnumerator() => new(_ring, Count);

    /// <summary>Gives the block back to the kernel. Once.</summary>
    public void Release() => _ring.Release(Count);

    /// <summary>Walks the frames of a block.</summary>
    public unsafe ref struct Enumerator
    {
        // The header is followed by the sender's link address, and that by the headroom.
        private static readonly int HeaderBytes = sizeof(LibC.tpacket2_hdr) + sizeof(LibC.sockaddr_ll);

        private readonly PacketRing _ring;
        private readonly int _count;
        private int _index = -1;

        internal Enumerator(PacketRing ring, int count)
        {
            _ring = ring;
            _count = count;
        }

        /// <summary>The frame.</summary>
        public readonly PacketFrame Current
        {
            get
            {
                LibC.tpacket2_hdr* header = _ring.Slot(_index);
                int start = header->tp_mac - HeaderBytes;
                int length = (int)header->tp_snaplen;
                Debug.Assert(header->tp_mac + length <= _ring.SlotBytes, "A frame ends outside of its slot.");
                uint vlan = header->tp_vlan_tci | ((uint)header->tp_vlan_tpid << 16);
                byte* buffer = (byte*)header + HeaderBytes;
                return new PacketFrame(buffer, start + length, start, length, FlagsOf(header), vlan);
            }
        }

        /// <summary>Goes to the next frame.</summary>
        /// <returns>False after the last.</returns>
        public bool MoveNext() => ++_index < _count;

        private static PacketFrameFlags FlagsOf(LibC.tpacket2_hdr* header)
        {
            var flags = PacketFrameFlags.None;
            if ((header->tp_status & LibC.TP_STATUS_CSUMNOTREADY) != 0) flags |= PacketFrameFlags.ChecksumUnfinished;
            if ((header->tp_status & LibC.TP_STATUS_VLAN_VALID) != 0) flags |= PacketFrameFlags.VlanStripped;
            if (header->tp_snaplen < header->tp_len) flags |= PacketFrameFlags.Truncated;
            return flags;
        }
    }
}
