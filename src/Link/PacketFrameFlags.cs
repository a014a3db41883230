namespace Beamer.Link;

/// <summary>What the kernel says about a received frame, beyond its bytes.</summary>
[Flags]
public enum PacketFrameFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>
    /// The transport checksum is not computed yet (TP_STATUS_CSUMNOTREADY): the packet was born on this machine.
    /// Complete it before the packet is wrapped, since no network card will.
    /// </summary>
    ChecksumUnfinished = 1,

    /// <summary>The kernel took a VLAN tag out of the frame; <see cref="PacketFrame.VlanControl"/> has it.</summary>
    VlanStripped = 2,

    /// <summary>
    /// The frame was longer than a slot of the ring (a datagram: than its buffer) and is cut: do not forward it.
    /// </summary>
    Truncated = 4,
}
