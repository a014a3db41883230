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

    /// <summary>Of this process, the controller's share included.</summary>
    internal TimeSpan CpuTime { get; private set; }

    internal bool IsKept => Total.Broken == 0 && Unfinished == 0;

    internal void Add(Simulator world, TimeSpan cpuTime)
    {
        if (Broken.Count == 0) Samples = world.Samples;
        Total.Add(world.Tally);
        Broken.Add(world.Tally.Broken);
        Unfinished += world.Tally.Requests - world.Tally.Refused - world.Tally.Established + world.Tally.Live;
        CpuTime += cpuTime;
        if (FirstViolation is null && world.Violations.Count > 0) FirstViolation = (world.Seed, world.Violations[0]);
    }
}
