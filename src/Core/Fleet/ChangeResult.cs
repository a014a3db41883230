using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>The answer to an operator's verb.</summary>
/// <param name="Reasons">Why it was refused, every reason one sentence; empty when it was accepted.</param>
/// <param name="Generation">
/// Of the publication that carries the change; 0 when nothing has to be published (yet).
/// </param>
/// <param name="Plan">What it moves and what is queued.</param>
public sealed record ChangeResult(ImmutableArray<string> Reasons, Generation Generation, ChangePlan Plan)
{
    /// <summary>Whether the change was accepted.</summary>
    public bool IsAccepted => Reasons.IsEmpty;

    internal static ChangeResult Refused(IEnumerable<string> reasons) =>
        new([.. reasons], Generation.Zero, ChangePlan.Nothing);
}
