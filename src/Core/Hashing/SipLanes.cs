using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Beamer.Core.Hashing;

/// <summary>Four <see cref="SipState"/>s side by side, one in each lane of four registers.</summary>
internal struct SipLanes
{
    private Vector256<ulong> _v0;
    private Vector256<ulong> _v1;
    private Vector256<ulong> _v2;
    private Vector256<ulong> _v3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SipLanes(Vector256<ulong> key0, Vector256<ulong> key1)
    {
        _v0 = key0 ^ Vector256.Create(0x736f6d6570736575ul);
        _v1 = key1 ^ Vector256.Create(0x646f72616e646f6dul);
        _v2 = key0 ^ Vector256.Create(0x6c7967656e657261ul);
        _v3 = key1 ^ Vector256.Create(0x7465646279746573ul);
    }

    /// <summary>One compression round and eight bytes of each message: SipHash-1-x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mix1(Vector256<ulong> word)
    {
        _v3 ^= word;
        Round();
        _v0 ^= word;
    }

    /// <summary>Three finalisation rounds: SipHash-x-3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<ulong> Finish3()
    {
        _v2 ^= Vector256.Create(0xfful);
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        _v0 += _v1;
        _v1 = Rotate(_v1, 13) ^ _v0;
        _v0 = SwapHalves(_v0);
        _v2 += _v3;
        _v3 = RotateTwoBytes(_v3) ^ _v2;
        _v0 += _v3;
        _v3 = Rotate(_v3, 21) ^ _v0;
        _v2 += _v1;
        _v1 = Rotate(_v1, 17) ^ _v2;
        _v2 = SwapHalves(_v2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Rotate(Vector256<ulong> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateLeft(value, bits) : RotateByShifts(value, bits);

    /// <summary>Three instructions where one is not to be had.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ulong> RotateByShifts(Vector256<ulong> value, int bits) =>
        Vector256.ShiftLeft(value, bits) | Vector256.ShiftRightLogical(value, 64 - bits);

    /// <summary>A rotation by 16 bits, in one instruction: the bytes change places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateTwoBytes(Vector256<ulong> value) => Vector256.Shuffle(
        value.AsByte(),
        Vector256.Create(
            (byte)6, 7, 0, 1, 2, 3, 4, 5, 14, 15, 8, 9, 10, 11, 12, 13,
            22, 23, 16, 17, 18, 19, 20, 21, 30, 31, 24, 25, 26, 27, 28, 29)).AsUInt64();

    /// <summary>A rotation by 32 bits, in one instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> SwapHalves(Vector256<ulong> value) =>
        Vector256.Shuffle(value.AsUInt32(), Vector256.Create(1u, 0, 3, 2, 5, 4, 7, 6)).AsUInt64();
}
