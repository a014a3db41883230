namespace Beamer.Tests.Simulation.Network;

/// <summary>Random numbers from a seed, the same on every machine and runtime (SplitMix64).</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator of its own for one purpose, so that one draw more here changes nothing elsewhere.</summary>
    internal static SeededRandom For(int seed, string purpose)
    {
        ulong hash = (ulong)(uint)seed;
        foreach (char letter in purpose) hash = Mix(hash ^ letter);
        return new SeededRandom(hash);
    }

    internal static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    internal ulong Next()
    {
        ulong value = Mix(_state);
        _state += 0x9E3779B97F4A7C15;
        return value;
    }

    /// <summary>0 (included) to 1 (excluded).</summary>
    internal double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 (included) to <paramref name="limit"/> (excluded).</summary>
    internal int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    internal bool Chance(double probability) => probability > 0 && NextDouble() < probability;

    /// <summary>A time between two others.</summary>
    internal TimeSpan Between(TimeSpan least, TimeSpan most) =>
        new(least.Ticks + (long)((most.Ticks - least.Ticks) * NextDouble()));

    /// <summary>Until the next of events that come independently of each other.</summary>
    internal TimeSpan Exponential(TimeSpan mean) => new((long)(-Math.Log(1 - NextDouble()) * mean.Ticks));
}
