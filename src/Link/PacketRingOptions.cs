namespace Beamer.Link;

/// <summary>What a <see cref="PacketRing"/> receives, and how much memory it may use for it.</summary>
public sealed class PacketRingOptions
{
    /// <summary>Name of the interface, in the network namespace of the thread that opens the ring.</summary>
    public required string Interface { get; init; }

    /// <summary>Which frames the ring sees.</summary>
    public PacketRingProtocol Protocol { get; init; } = PacketRingProtocol.IPv4;

    /// <summary>
    /// Bytes of one block: a power of two, 4,096 or more. Default 256 KiB, about 120 full-size frames. A block is handed
    /// over when it is full or when <see cref="RetireMilliseconds"/> have passed.
    /// </summary>
    public int BlockBytes { get; init; } = 256 << 10;

    /// <summary>
    /// Number of blocks, 2 or more. Default 32, with the default block 8 MiB: what a 10 Gbit/s link fills in 6 ms.
    /// </summary>
    public int BlockCount { get; init; } = 32;

    /// <summary>
    /// Milliseconds after which a block that is not full is handed over, 1 or more. It bounds the delay of a packet on an
    /// idle link. Default 1.
    /// </summary>
    public int RetireMilliseconds { get; init; } = 1;

    /// <summary>Bytes guaranteed in front of each frame, 0 to 4,096. Default 128: room for 44 + 4·7 bytes of outer headers.</summary>
    public int HeadroomBytes { get; init; } = 128;

    /// <summary>
    /// Number that all rings of one process have in common, so that the kernel spreads the frames over them by flow
    /// (PACKET_FANOUT_HASH). Null: this ring sees every frame. The number is shared by the whole network namespace.
    /// </summary>
    public ushort? FanoutGroup { get; init; }
}
