namespace Beamer.Mux.Replay;

/// <summary>One packet of a capture; its bytes are where the reader was told to put them.</summary>
/// <param name="HasFrame">Whether it begins with an Ethernet header, else with an IP header.</param>
/// <param name="Nanoseconds">When it was captured, since 1970-01-01 UTC.</param>
/// <param name="Length">Bytes captured.</param>
internal readonly record struct CapturedPacket(bool HasFrame, ulong Nanoseconds, int Length);
