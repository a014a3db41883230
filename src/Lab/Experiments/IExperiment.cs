namespace Beamer.Lab.Experiments;

/// <summary>One fault on purpose, under load, and what must be true afterwards.</summary>
internal interface IExperiment
{
    /// <summary>Short and fixed: people and programs call it by this.</summary>
    string Id { get; }

    /// <summary>What is done, in a few words.</summary>
    string Title { get; }

    /// <summary>The fleet that it needs, made of the one that was asked for.</summary>
    FleetShape Shape(FleetShape asked) => asked;

    /// <summary>Lets it happen to a fleet that was just built.</summary>
    /// <returns>Everything that was measured; those with a bound that decides make the verdict.</returns>
    /// <exception cref="LabException">It could not come to its end.</exception>
    Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation);
}
