namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>What a person asks of a scenario.</summary>
/// <param name="Seed">The first seed.</param>
/// <param name="Seeds">How many, one after the other.</param>
/// <param name="Csv">File for the time series of the first seed, or null.</param>
/// <param name="Plot">File for a plot of it, or null.</param>
/// <param name="Flow">The connection whose story is to be told, or null.</param>
internal sealed record RunOptions(int Seed, int Seeds, string? Csv = null, string? Plot = null, int? Flow = null)
{
    internal bool WantsSamples => Csv is not null || Plot is not null;
}
