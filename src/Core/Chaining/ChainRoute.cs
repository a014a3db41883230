using Beamer.Core.Tables;
using Beamer.Core.Wire;

namespace Beamer.Core.Chaining;

/// <summary>
/// Where an unknown packet goes next: along this server's own newer row, or along the row in its header.
/// </summary>
internal static class ChainRoute
{
    /// <summary>
    /// R6 and R9: this server knows a newer active row, so it replaces the header's by it, without itself.
    /// </summary>
    /// <returns>False when the row is not newer, names nobody else, or the packet was re-routed too often.</returns>
    internal static bool TryByOwnRow(
        in ChainHeader chain, AgentView view, in ChainPosition position, in ChainRules rules, out AgentVerdict verdict)
    {
        verdict = default;
        if (position.Generation >= position.Pool.ActiveGeneration(position.Bucket)) return false;
        if (rules.RerouteLimit && chain.Reroutes >= ChainDecision.ReroutesMax) return false;
        Row row = position.Pool.ActiveRow(position.Bucket);
        Span<IPv4Address> owners = stackalloc IPv4Address[Row.PreviousMax + 1];
        int count = 0;
        if (IsOther(row.Current, view)) owners[count++] = row.Current;
        foreach (IPv4Address previous in row.Previous)
        {
            if (IsOther(previous, view)) owners[count++] = previous;
        }

        if (count == 0) return false;
        ChainHeader replaced = chain with
        {
            Reroutes = (byte)Math.Min(chain.Reroutes + 1, ChainHeader.ReroutesMax),
            HopBudget = (byte)Math.Max(chain.HopBudget - 1, 0),
            NextHop = 0,
            Generation = row.Generation,
            Hops = new ChainHops(owners[1..count]),
        };
        verdict = HasBudget(chain, rules)
            ? AgentVerdict.Forward(AgentAction.ForwardByOwnRow, owners[0], replaced)
            : AgentVerdict.Drop(DropReason.HopBudgetExhausted);
        return true;
    }

    /// <summary>R7: the next previous owner in the header, newest to oldest, but never this server itself.</summary>
    /// <returns>False when the chain ends here.</returns>
    internal static bool TryToPrevious(
        in ChainHeader chain, AgentView view, in ChainRules rules, out AgentVerdict verdict)
    {
        verdict = default;
        int index = chain.NextHop;
        while (rules.SkipSelf && index < chain.Hops.Count && chain.Hops[index] == view.Self) index++;
        if (index >= chain.Hops.Count) return false;
        IPv4Address target = chain.Hops[index];
        if (rules.SkipSelf && !view.IsPeer(target)) verdict = AgentVerdict.Drop(DropReason.NextOwnerNotAllowed);
        else if (!HasBudget(chain, rules)) verdict = AgentVerdict.Drop(DropReason.HopBudgetExhausted);
        else verdict = AgentVerdict.Forward(AgentAction.ForwardToPrevious, target, chain.ForwardedTo(index));
        return true;
    }

    private static bool IsOther(IPv4Address owner, AgentView view) => owner != view.Self && view.IsPeer(owner);

    /// <summary>
    /// R16. A version 0 header has no budget; its next hop only ever advances, which bounds it as well.
    /// </summary>
    private static bool HasBudget(in ChainHeader chain, in ChainRules rules) =>
        !rules.HopBudget || chain.HopBudget > 0 || chain.Version == ChainVersion.Glb;
}
