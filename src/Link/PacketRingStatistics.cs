namespace Beamer.Link;

/// <summary>What the kernel counted for a ring since it was opened.</summary>
/// <param name="Received">Frames for this ring, the dropped ones included.</param>
/// <param name="Dropped">Frames lost because the ring was full: the reader was too slow.</param>
public readonly record struct PacketRingStatistics(long Received, long Dropped);
