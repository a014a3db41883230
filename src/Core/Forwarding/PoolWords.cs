using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Beamer.Core.Forwarding;

/// <summary>What lanes need of the pools of eight packets: <see cref="ForwardingPool.Line"/>, turned.</summary>
internal struct PoolWords
{
    /// <summary>The value of <see cref="Common"/> for packets of several pools.</summary>
    public const int Mixed = -1;

    public EightWords Key0;
    public EightWords Key1;
    public EightWords BucketCount;

    /// <summary>Low: the pool as in the chain header. High: the longest outer packet, 0 for none by lanes.</summary>
    public EightWords Limits;

    // One more than the index of the pool, so that a new group has none.
    private int _common;

    /// <summary>The pool of all eight packets, or <see cref="Mixed"/>.</summary>
    public readonly int Common => _common - 1;

    /// <summary>Nothing is known any more: another table counts its pools in another way.</summary>
    public void Forget() => _common = 0;

    /// <summary>Takes the pools of eight packets; that they are the same as before is the common case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(ReadOnlySpan<PacketLine> lines, ReadOnlySpan<ForwardingPool> pools)
    {
        int first = lines[0].Service.Pool;
        int differences = (first ^ lines[1].Service.Pool) | (first ^ lines[2].Service.Pool)
            | (first ^ lines[3].Service.Pool) | (first ^ lines[4].Service.Pool) | (first ^ lines[5].Service.Pool)
            | (first ^ lines[6].Service.Pool) | (first ^ lines[7].Service.Pool);
        if (differences != 0) SetMixed(lines, pools);
        else if (first != Common) SetCommon(first, pools[first]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetCommon(int index, ForwardingPool pool)
    {
        Key0 = EightWords.Create(pool.Line[0]);
        Key1 = EightWords.Create(pool.Line[1]);
        BucketCount = EightWords.Create(pool.Line[2]);
        Limits = EightWords.Create(pool.Line[3]);
        _common = index + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetMixed(ReadOnlySpan<PacketLine> lines, ReadOnlySpan<ForwardingPool> pools)
    {
        (Vector256<ulong> even01, Vector256<ulong> odd01) = Zip(in lines[0], in lines[1], pools);
        (Vector256<ulong> even45, Vector256<ulong> odd45) = Zip(in lines[4], in lines[5], pools);
        (Vector256<ulong> even23, Vector256<ulong> odd23) = Zip(in lines[2], in lines[3], pools);
        (Vector256<ulong> even67, Vector256<ulong> odd67) = Zip(in lines[6], in lines[7], pools);
        Key0 = new EightWords(LowerOf(even01, even45), LowerOf(even23, even67));
        Key1 = new EightWords(LowerOf(odd01, odd45), LowerOf(odd23, odd67));
        BucketCount = new EightWords(UpperOf(even01, even45), UpperOf(even23, even67));
        Limits = new EightWords(UpperOf(odd01, odd45), UpperOf(odd23, odd67));
        _common = Mixed + 1;
    }

    private static (Vector256<ulong> Even, Vector256<ulong> Odd) Zip(
        in PacketLine a, in PacketLine b, ReadOnlySpan<ForwardingPool> pools)
    {
        Vector256<ulong> lineA = pools[a.Service.Pool].Line;
        Vector256<ulong> lineB = pools[b.Service.Pool].Line;
        return (FourWords.ZipLower(lineA, lineB), FourWords.ZipUpper(lineA, lineB));
    }

    private static Vector256<ulong> LowerOf(Vector256<ulong> a, Vector256<ulong> b) =>
        Vector256.Create(a.GetLower(), b.GetLower());

    private static Vector256<ulong> UpperOf(Vector256<ulong> a, Vector256<ulong> b) =>
        Vector256.Create(a.GetUpper(), b.GetUpper());
}
