using Beamer.Tests.Simulation.Clients;

namespace Beamer.Tests.Simulation.Reports;

/// <summary>What one balancer did with all seeds.</summary>
internal sealed class BalancerResult(string name)
{
    internal string Name => name;

    internal Tally Total { get; } = new();

    /// <summary>Broken connections of each seed.</summary>
    internal List<long> Broken { get; } = [];

    /// <summary>Connections that still were open, or opening, when the time was over.</summary>
    internal long Unfinished { get; private set; }

    /// <summary>The time series of the first seed.</summary>
    internal List<Sample> Samples { get; private set; } = [];

    internal (int Seed, Violation Violation)? FirstViolation { get; private set; }

    /// <summary>The seed whose run had the longest stall.</summary>
    internal int LongestStallSeed { get; private set; }

    /// <summary>Of this process, the controller's share included; null when seeds were played together.</summary>
    internal TimeSpan? CpuTime { get; private set; } = TimeSpan.Zero;

    internal bool IsKept => Total.Broken == 0 && Unfinished == 0;

    /// <summary>To be called in the order of the seeds.</summary>
    internal void Add(SeedResult one)
    {
        if (Broken.Count == 0) Samples = one.Samples;
        if (one.Tally.LongestStall > Total.LongestStall) LongestStallSeed = one.Seed;
        Total.Add(one.Tally);
        Broken.Add(one.Tally.Broken);
        Unfinished += one.Tally.Requests - one.Tally.Refused - one.Tally.Established + one.Tally.Live;
        CpuTime += one.CpuTime;
        if (FirstViolation is null && one.Violation is { } violation) FirstViolation = (one.Seed, violation);
    }
}
