using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Beamer.Core.Hashing;

/// <summary>The hashes of a block of flows, four at a time where the processor has 256-bit registers.</summary>
/// <remarks>
/// SipHash is a chain of short steps, each of which waits for the one before it; four chains side by side take little
/// longer than one. A property keeps every result equal to <see cref="FlowHash"/>'s. One thread.
/// </remarks>
internal sealed class FlowHashBlock
{
    private const int Lanes = 4;

    private readonly ulong[] _word0;
    private readonly ulong[] _word1;
    private readonly ulong[] _key0;
    private readonly ulong[] _key1;

    /// <param name="capacity">Flows per block.</param>
    public FlowHashBlock(int capacity)
    {
        int whole = (capacity + Lanes - 1) / Lanes * Lanes;
        _word0 = new ulong[whole];
        _word1 = new ulong[whole];
        _key0 = new ulong[whole];
        _key1 = new ulong[whole];
    }

    /// <summary>A flow's hash, after <see cref="Compute"/>.</summary>
    public FlowHash this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_word0[index]);
    }

    /// <summary>Puts a flow into the block.</summary>
    /// <param name="index">0..capacity − 1.</param>
    /// <param name="key">The secret of its pool.</param>
    /// <param name="words">What is hashed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, SipKey key, FlowWords words)
    {
        _word0[index] = words.Word0;
        _word1[index] = words.Word1;
        _key0[index] = key.K0;
        _key1[index] = key.K1;
    }

    /// <summary>Hashes the first flows of the block; what is not set among them has a meaningless hash.</summary>
    public void Compute(int count)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            for (int i = 0; i < count; i++) ComputeOne(i);
            return;
        }

        for (int i = 0; i < count; i += Lanes) ComputeFour(i);
    }

    private void ComputeOne(int index) =>
        _word0[index] = SipHash.Hash13(new SipKey(_key0[index], _key1[index]), _word0[index], _word1[index]);

    private void ComputeFour(int index)
    {
        Span<ulong> result = _word0.AsSpan(index, Lanes);
        Vector256<ulong> hash = SipHash.Hash13(
            Vector256.Create<ulong>(_key0.AsSpan(index, Lanes)),
            Vector256.Create<ulong>(_key1.AsSpan(index, Lanes)),
            Vector256.Create<ulong>(result),
            Vector256.Create<ulong>(_word1.AsSpan(index, Lanes)));
        hash.CopyTo(result);
    }
}
