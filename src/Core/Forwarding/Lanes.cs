using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Beamer.Core.Forwarding;

/// <summary>Arithmetic with one word of each of eight packets.</summary>
internal static class Lanes
{
    /// <summary>The lower half of every word.</summary>
    public static Vector256<uint> Half
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0xffffu);
    }

    /// <summary>From network order to numbers, and back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> SwapBytes(Vector256<uint> words) => Vector256.Shuffle(
        words.AsByte(),
        Vector256.Create(
            (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
            19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28)).AsUInt32();

    /// <summary>Folds a sum of 16-bit words to 16 bits, carries brought round (RFC 1071).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Fold(Vector256<uint> sum)
    {
        sum = (sum & Half) + (sum >> 16);
        return (sum & Half) + (sum >> 16);
    }

    /// <summary>Products of numbers below 2^32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;
}
