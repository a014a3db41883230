using System.Collections.Immutable;
using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Search;

/// <summary>What an explorer found.</summary>
/// <param name="States">Different states: all that can be reached, unless the promise is broken in one.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Violation">How the promise is broken, in the fewest steps.</param>
/// <param name="Trace">These steps, one sentence each.</param>
internal sealed record Exploration(
    int States, TimeSpan Elapsed, Violation Violation, ImmutableArray<string> Trace);
