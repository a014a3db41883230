using System.Numerics;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Hashing;

/// <summary>The four words that SipHash stirs.</summary>
/// <remarks>
/// A struct of four locals stays in registers; four <c>ref ulong</c> arguments were spilled on every round.
/// </remarks>
internal struct SipState
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SipState(SipKey key)
    {
        _v0 = key.K0 ^ 0x736f6d6570736575;
        _v1 = key.K1 ^ 0x646f72616e646f6d;
        _v2 = key.K0 ^ 0x6c7967656e657261;
        _v3 = key.K1 ^ 0x7465646279746573;
    }

    /// <summary>One compression round and eight bytes of the message: SipHash-1-x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mix1(ulong word)
    {
        _v3 ^= word;
        Round();
        _v0 ^= word;
    }

    /// <summary>Two compression rounds and eight bytes of the message: SipHash-2-x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mix2(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
    }

    /// <summary>Three finalisation rounds: SipHash-x-3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Finish3()
    {
        _v2 ^= 0xff;
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    /// <summary>Four finalisation rounds: SipHash-x-4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Finish4()
    {
        _v2 ^= 0xff;
        Round();
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        _v0 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
