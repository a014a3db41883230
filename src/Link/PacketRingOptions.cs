namespace Beamer.Link;

/// <summary>What a <see cref="PacketRing"/> receives, and how much memory it may use for it.</summary>
public sealed class PacketRingOptions
{
    /// <summary>Name of the interface, in the network namespace of the thread that opens the ring.</summary>
    public required string Interface { get; init; }

    /// <summary>Which frames the ring sees.</summary>
    public PacketRingProtocol Protocol { get; init; } = PacketRingProtocol.IPv4;

    /// <summary>
    /// Bytes that one frame may take in the ring, with headroom and some 80 bytes of the kernel's own: a power of
    /// two, 256 to 65,536. A longer frame is cut and says so. Default 2,048, for an MTU of up to 1,800 bytes; 16,384
    /// for jumbo frames.
    /// </summary>
    public int SlotBytes { get; init; } = 2048;

    /// <summary>
    /// Number of frames that the ring holds: a power of two, 64 or more, with all slots together 1 GiB at most. Default
    /// 4,096 (8 MiB with the default slot): what arrives in 4 ms at a million packets per second.
    /// </summary>
    public int SlotCount { get; init; } = 4096;

    /// <summary>
    /// Bytes guaranteed in front of each frame, 0 to 4,096. Default 128: room for 44 + 4·7 bytes of outer headers.
    /// </summary>
    public int HeadroomBytes { get; init; } = 128;

    /// <summary>
    /// Number that all rings of one process have in common, so that the kernel spreads the frames over them by flow
    /// (PACKET_FANOUT_HASH). Null: this ring sees every frame. The number is shared by the whole network namespace.
    /// </summary>
    public ushort? FanoutGroup { get; init; }
}
