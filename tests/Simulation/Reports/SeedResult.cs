using Beamer.Tests.Simulation.Clients;

namespace Beamer.Tests.Simulation.Reports;

/// <summary>What one balancer did with one seed; the run itself is not kept.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Tally">What was counted.</param>
/// <param name="Samples">The time series, when it was asked for.</param>
/// <param name="Violation">The first, or null.</param>
/// <param name="CpuTime">The processor time that it took; null when that is not known.</param>
internal sealed record SeedResult(
    int Seed, Tally Tally, List<Sample> Samples, Violation? Violation, TimeSpan? CpuTime)
{
    internal static SeedResult Of(Simulator world, TimeSpan? cpuTime) => new(
        world.Seed,
        world.Tally,
        world.Samples,
        world.Violations.Count > 0 ? world.Violations[0] : null,
        cpuTime);
}
