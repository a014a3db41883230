using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Configurations;

/// <summary>One run of the explorer: what may happen, which rules are in force, and what has to come out.</summary>
/// <param name="Name">As the literature of this repository calls it: F1, V7.</param>
/// <param name="Title">What is on and off, in words.</param>
/// <param name="Settings">The same for the explorer.</param>
internal sealed record ModelConfiguration(string Name, string Title, ModelSettings Settings)
{
    /// <summary>How the promise must be broken; nothing when it must hold.</summary>
    internal Violation Expected { get; init; }

    /// <summary>States that can be reached; null where the search ends at a counter-example.</summary>
    internal int? States { get; init; }

    /// <summary>
    /// States that the independent model finds for the same configuration. docs/consistency.md explains where the two
    /// differ.
    /// </summary>
    internal int? StatesOfTwin { get; init; }

    /// <summary>Whether it takes longer than the quick selection may.</summary>
    internal bool IsDeep { get; init; }

    internal bool IsCounterExample => Expected != Violation.None;
}
