using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>The publication in flight.</summary>
/// <param name="Generation">That it makes.</param>
/// <param name="Stage">Whose acknowledgements it waits for.</param>
/// <param name="WaitingFor">Names of the servers that owe one.</param>
public sealed record PublicationStatus(
    Generation Generation, PublicationStage Stage, ImmutableArray<string> WaitingFor);
