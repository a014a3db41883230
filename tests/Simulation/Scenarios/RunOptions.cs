namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>What a person asks of a scenario.</summary>
/// <param name="Seed">The first seed.</param>
/// <param name="Seeds">How many, one after the other.</param>
/// <param name="Csv">File for the time series of the first seed, or null.</param>
/// <param name="Plot">File for a plot of it, or null.</param>
/// <param name="Flow">The connection whose story is to be told, or null.</param>
/// <param name="Jobs">How many seeds are played at a time; the result is the same.</param>
/// <param name="Share">Of <c>large</c>: the fleet is so many times smaller.</param>
internal sealed record RunOptions(
    int Seed, int Seeds, string? Csv = null, string? Plot = null, int? Flow = null, int Jobs = 1, int Share = 1)
{
    internal bool WantsSamples => Csv is not null || Plot is not null;
}
