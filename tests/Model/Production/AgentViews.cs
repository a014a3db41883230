using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// Agents' views, made as an agent makes them: a snapshot at its admission, then the commits and prepares that it
/// heard.
/// </summary>
internal sealed class AgentViews
{
    private readonly ModelFleet _fleet;
    private readonly Memo<AgentKnowledge, AgentView> _views;

    internal AgentViews(ModelFleet fleet, bool forgets)
    {
        _fleet = fleet;
        _views = new Memo<AgentKnowledge, AgentView>(Make, forgets);
    }

    internal AgentView this[AgentKnowledge knowledge] => _views[knowledge];

    private AgentView Make(AgentKnowledge knowledge)
    {
        IPv4Address self = ModelFleet.AddressOf(knowledge.Server);
        AgentView view = Teach(
            AgentView.Empty(self).TryWithSnapshot(
                _fleet.At(knowledge.Rows, knowledge.AdmittedAt).Table, out AgentView next, out List<string> reasons),
            next,
            reasons);
        if (knowledge.IsAdmitted)
        {
            Generation generation = ModelFleet.GenerationOf(knowledge.AdmittedAt);
            view = Teach(view.TryWithAdmission(generation, out next, out reasons), next, reasons);
        }

        for (int row = knowledge.AdmittedAt + 1; row <= knowledge.Rows.Last; row++)
        {
            view = Learn(view, knowledge, row);
        }

        return view.WithSynced(knowledge.IsSynced);
    }

    /// <summary>Active rows: the last in stage 2 where this server was the old owner, else by their commits.</summary>
    private AgentView Learn(AgentView view, in AgentKnowledge knowledge, int row)
    {
        FleetDelta delta = _fleet.At(knowledge.Rows, row).Change!.Delta;
        bool wasOwner = knowledge.Rows[row - 1].Current == knowledge.Server;
        if (row < knowledge.Active || (row == knowledge.Active && !wasOwner))
        {
            return Teach(view.TryWithCommit(delta, out AgentView newer, out List<string> why), newer, why);
        }

        PrepareStage stage = row == knowledge.Active ? PrepareStage.OldOwner : PrepareStage.NewAndPreviousOwners;
        return Teach(
            view.TryWithPrepare(delta.To, stage, null, delta.Rows, out AgentView next, out List<string> reasons),
            next,
            reasons);
    }

    private static AgentView Teach(bool fits, AgentView view, List<string> reasons)
    {
        Invariant.Require(fits, string.Join(' ', reasons));
        return view;
    }
}
