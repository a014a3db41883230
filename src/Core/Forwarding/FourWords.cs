using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Beamer.Core.Forwarding;

/// <summary>Four registers of two times four words: two squares that can be turned.</summary>
/// <remarks>
/// <code>
///       lower half                      lower half
/// W0    a0 a1 a2 a3  | ...              a0 b0 c0 d0  | ...
/// W1    b0 b1 b2 b3  | ...  Transpose   a1 b1 c1 d1  | ...
/// W2    c0 c1 c2 c3  | ...  --------->  a2 b2 c2 d2  | ...
/// W3    d0 d1 d2 d3  | ...              a3 b3 c3 d3  | ...
/// </code>
/// The upper half, with the packets 4 to 7, is turned in the same way.
/// </remarks>
internal readonly struct FourWords(Vector256<uint> w0, Vector256<uint> w1, Vector256<uint> w2, Vector256<uint> w3)
{
    public readonly Vector256<uint> W0 = w0;
    public readonly Vector256<uint> W1 = w1;
    public readonly Vector256<uint> W2 = w2;
    public readonly Vector256<uint> W3 = w3;

    /// <summary>Two headers a register: of the packets 0 and 4, 1 and 5, 2 and 6, 3 and 7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourWords HeadersOf(ReadOnlySpan<PacketLine> lines) => new(
        Vector256.Create(lines[0].Header, lines[4].Header),
        Vector256.Create(lines[1].Header, lines[5].Header),
        Vector256.Create(lines[2].Header, lines[6].Header),
        Vector256.Create(lines[3].Header, lines[7].Header));

    /// <summary>What is hashed, in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourWords FlowsOf(ReadOnlySpan<PacketLine> lines) => new(
        Vector256.Create(lines[0].Flow, lines[4].Flow),
        Vector256.Create(lines[1].Flow, lines[5].Flow),
        Vector256.Create(lines[2].Flow, lines[6].Flow),
        Vector256.Create(lines[3].Flow, lines[7].Flow));

    /// <summary>The numbers, in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourWords NumbersOf(ReadOnlySpan<PacketLine> lines) => new(
        Vector256.Create(lines[0].Numbers, lines[4].Numbers),
        Vector256.Create(lines[1].Numbers, lines[5].Numbers),
        Vector256.Create(lines[2].Numbers, lines[6].Numbers),
        Vector256.Create(lines[3].Numbers, lines[7].Numbers));

    /// <summary>Lines become columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FourWords Transpose()
    {
        Vector256<ulong> ab01 = ZipLower(W0, W1).AsUInt64();
        Vector256<ulong> ab23 = ZipUpper(W0, W1).AsUInt64();
        Vector256<ulong> cd01 = ZipLower(W2, W3).AsUInt64();
        Vector256<ulong> cd23 = ZipUpper(W2, W3).AsUInt64();
        return new FourWords(
            ZipLower(ab01, cd01).AsUInt32(),
            ZipUpper(ab01, cd01).AsUInt32(),
            ZipLower(ab23, cd23).AsUInt32(),
            ZipUpper(ab23, cd23).AsUInt32());
    }

    /// <summary>a0 b0 a1 b1, of each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ZipLower(Vector256<uint> a, Vector256<uint> b) => Avx2.IsSupported
        ? Avx2.UnpackLow(a, b)
        : Vector256.Create(ZipLower(a.GetLower(), b.GetLower()), ZipLower(a.GetUpper(), b.GetUpper()));

    /// <summary>a2 b2 a3 b3, of each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ZipUpper(Vector256<uint> a, Vector256<uint> b) => Avx2.IsSupported
        ? Avx2.UnpackHigh(a, b)
        : Vector256.Create(ZipUpper(a.GetLower(), b.GetLower()), ZipUpper(a.GetUpper(), b.GetUpper()));

    /// <summary>The same for any processor.</summary>
    internal static Vector128<uint> ZipLowerPlainly(Vector128<uint> a, Vector128<uint> b) =>
        Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <inheritdoc cref="ZipLowerPlainly"/>
    internal static Vector128<uint> ZipUpperPlainly(Vector128<uint> a, Vector128<uint> b) =>
        Vector128.Create(a[2], b[2], a[3], b[3]);

    /// <summary>The first words of both, of each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ZipLower(Vector256<ulong> a, Vector256<ulong> b) => Avx2.IsSupported
        ? Avx2.UnpackLow(a, b)
        : Vector256.Create(a.GetElement(0), b.GetElement(0), a.GetElement(2), b.GetElement(2));

    /// <summary>The second words of both, of each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ZipUpper(Vector256<ulong> a, Vector256<ulong> b) => Avx2.IsSupported
        ? Avx2.UnpackHigh(a, b)
        : Vector256.Create(a.GetElement(1), b.GetElement(1), a.GetElement(3), b.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipLower(Vector128<uint> a, Vector128<uint> b) =>
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : ZipLowerPlainly(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipUpper(Vector128<uint> a, Vector128<uint> b) =>
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : ZipUpperPlainly(a, b);
}
