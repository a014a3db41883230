using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Beamer.Core.Forwarding;

/// <summary>A 64-bit word of each of eight packets, in the order in which turning lines leaves them.</summary>
/// <remarks>
/// <code>
///       63      0
///      +----+----+----+----+
/// A    | p0 | p1 | p4 | p5 |
///      +----+----+----+----+     Low and High are in the order of the packets: that takes one instruction.
/// B    | p2 | p3 | p6 | p7 |
///      +----+----+----+----+
/// </code>
/// </remarks>
/// <param name="A">Packets 0, 1, 4, 5.</param>
/// <param name="B">Packets 2, 3, 6, 7.</param>
internal readonly record struct EightWords(Vector256<ulong> A, Vector256<ulong> B)
{
    /// <summary>The lower halves, in the order of the packets.</summary>
    public Vector256<uint> Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx.IsSupported
            ? Avx.Shuffle(A.AsSingle(), B.AsSingle(), 0b10_00_10_00).AsUInt32()
            : LowPlainly(A, B);
    }

    /// <summary>The upper halves, in the order of the packets.</summary>
    public Vector256<uint> High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx.IsSupported
            ? Avx.Shuffle(A.AsSingle(), B.AsSingle(), 0b11_01_11_01).AsUInt32()
            : LowPlainly(A >> 32, B >> 32);
    }

    /// <summary>The same word for all packets.</summary>
    public static EightWords Create(ulong word) => new(Vector256.Create(word), Vector256.Create(word));

    /// <summary>Addresses; ports and protocol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (EightWords First, EightWords Second) FlowsOf(ReadOnlySpan<PacketLine> lines)
    {
        FourWords pairs = FourWords.FlowsOf(lines);
        Vector256<ulong> p04 = pairs.W0.AsUInt64();
        Vector256<ulong> p15 = pairs.W1.AsUInt64();
        Vector256<ulong> p26 = pairs.W2.AsUInt64();
        Vector256<ulong> p37 = pairs.W3.AsUInt64();
        return (
            new EightWords(FourWords.ZipLower(p04, p15), FourWords.ZipLower(p26, p37)),
            new EightWords(FourWords.ZipUpper(p04, p15), FourWords.ZipUpper(p26, p37)));
    }

    /// <summary>The same as <see cref="Low"/> for any processor.</summary>
    internal static Vector256<uint> LowPlainly(Vector256<ulong> a, Vector256<ulong> b) => Vector256.Create(
        (uint)a[0], (uint)a[1], (uint)b[0], (uint)b[1], (uint)a[2], (uint)a[3], (uint)b[2], (uint)b[3]);
}
