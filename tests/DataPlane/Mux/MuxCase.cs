using System.Collections.Immutable;
using Beamer.Tests.Testing;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>One packet for one table; a failure prints it.</summary>
/// <param name="Class">What is special about it.</param>
/// <param name="Table">Index in <see cref="MuxFleets.All"/>.</param>
/// <param name="Packet">What it means.</param>
/// <param name="Damage">What happened to its bytes, in this order.</param>
internal sealed record MuxCase(string Class, int Table, TestPacket Packet, ImmutableArray<ByteDamage> Damage)
{
    /// <summary>The smallest frame that the kernel takes for a test run.</summary>
    public const int FrameBytesMin = 14;

    /// <summary>The largest.</summary>
    public const int FrameBytesMax = 3400;

    /// <summary>The frame.</summary>
    public byte[] Bytes()
    {
        byte[] frame = Damage.Aggregate(Packet.Build(), (bytes, damage) => damage.Apply(bytes));
        if (frame.Length > FrameBytesMax) frame = frame[..FrameBytesMax];
        return frame.Length >= FrameBytesMin ? frame : [.. frame, .. new byte[FrameBytesMin - frame.Length]];
    }
}
