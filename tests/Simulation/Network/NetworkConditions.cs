namespace Beamer.Tests.Simulation.Network;

/// <summary>What a network does to what it carries.</summary>
internal sealed record NetworkConditions
{
    /// <summary>The fastest way.</summary>
    internal required TimeSpan DelayLeast { get; init; }

    /// <summary>The slowest; whatever leaves later may arrive earlier, unless it is a stream.</summary>
    internal required TimeSpan DelayMost { get; init; }

    /// <summary>Share of packets or messages that never arrive.</summary>
    internal double Loss { get; init; }

    /// <summary>Share that arrives twice.</summary>
    internal double Duplication { get; init; }

    /// <summary>Share that is held back for <see cref="DelayLong"/> besides.</summary>
    internal double LongDelays { get; init; }

    /// <summary>How long those are held back at most.</summary>
    internal TimeSpan DelayLong { get; init; }

    /// <summary>The packets of a good fabric: 50 to 500 µs, nothing lost.</summary>
    internal static NetworkConditions GoodFabric { get; } = new()
    {
        DelayLeast = TimeSpan.FromMicroseconds(50),
        DelayMost = TimeSpan.FromMicroseconds(500),
    };

    /// <summary>Messages of the controller, with what it costs to write them down: 1 to 20 ms.</summary>
    internal static NetworkConditions GoodControl { get; } = new()
    {
        DelayLeast = TimeSpan.FromMilliseconds(1),
        DelayMost = TimeSpan.FromMilliseconds(20),
    };

    internal TimeSpan Delay(SeededRandom random)
    {
        TimeSpan delay = random.Between(DelayLeast, DelayMost);
        return random.Chance(LongDelays) ? delay + random.Between(TimeSpan.Zero, DelayLong) : delay;
    }
}
