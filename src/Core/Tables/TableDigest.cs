using System.Runtime.CompilerServices;

namespace Beamer.Core.Tables;

/// <summary>A 64-bit fingerprint of all rows of a fleet, equal on every machine that holds the same rows.</summary>
/// <remarks>
/// The sum of one hash per row, so that a change of n rows costs n steps and the order of updates does not matter. It
/// finds damage and divergence, not forgery: the feed's transport guards against forgery. The hash of a row is the
/// finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014) chained
/// over its words.
/// </remarks>
/// <param name="Value">The sum modulo 2^64; 0 for no rows.</param>
public readonly record struct TableDigest(ulong Value)
{
    /// <summary>The digest of a pool's rows.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="words">Its rows, one after the other.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TableDigest Of(Pool pool, ReadOnlySpan<uint> words)
    {
        // Seldom called and long when it is: it must be good code the first time it runs.
        int stride = pool.Layout.Stride;
        if (stride == 4) return OfFours(pool, words);
        ulong sum = 0;
        for (int bucket = 0; words.Length >= stride; bucket++)
        {
            unchecked { sum += HashRow(pool.Id, bucket, words[..stride]); }
            words = words[stride..];
        }

        return new TableDigest(sum);
    }

    /// <summary>The same for K = 2: without a loop over words, the processor works on several rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TableDigest OfFours(Pool pool, ReadOnlySpan<uint> words)
    {
        ulong sum = 0;
        ulong place = (ulong)pool.Id.Value << 32;
        for (; words.Length >= 4; words = words[4..])
        {
            ulong hash = Mix(Mix(Mix(place++) ^ words[0]) ^ words[1]);
            unchecked { sum += Mix(Mix(hash ^ words[2]) ^ words[3]); }
        }

        return new TableDigest(sum);
    }

    /// <summary>The digest without one row and with another in its place.</summary>
    public TableDigest Replace(PoolId pool, int bucket, ReadOnlySpan<uint> oldWords, ReadOnlySpan<uint> newWords) =>
        new(unchecked(Value - HashRow(pool, bucket, oldWords) + HashRow(pool, bucket, newWords)));

    /// <summary>The digest with one row more.</summary>
    public TableDigest Add(PoolId pool, int bucket, ReadOnlySpan<uint> words) =>
        new(unchecked(Value + HashRow(pool, bucket, words)));

    /// <summary>The digest with all rows of another one.</summary>
    public TableDigest Add(TableDigest other) => new(unchecked(Value + other.Value));

    /// <summary>Sixteen hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HashRow(PoolId pool, int bucket, ReadOnlySpan<uint> words)
    {
        ulong hash = Mix(((ulong)pool.Value << 32) | (uint)bucket);
        foreach (uint word in words) hash = Mix(hash ^ word);
        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
