namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>Something that <c>sim.sh</c> can run.</summary>
internal interface IScenario
{
    string Name { get; }

    string Summary { get; }

    /// <returns>Whether the promise was kept.</returns>
    bool Run(RunOptions options, TextWriter output);
}
