using Beamer.Core.Fleet;
using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>
/// The controller publishes rows: a move to any server that the operator may wish for, a settle, a dead owner left out.
/// </summary>
internal sealed class ControllerSteps(ModelSettings settings, Staging staging, Moves moves, Settles settles)
    : IStepSource
{
    public void AddSteps(in State state, List<Step> steps)
    {
        if (settings.CountsLeases) AddCommit(state, steps);
        if (state.Rows.Last == settings.RowChanges) return;
        ServerSet joining = settings.Joining(state);
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            bool isOther = server != state.Rows.Newest.Current;
            if (joining.Has(server)) AddRenewal(state, server, steps);
            else if (isOther && state.Trusted.Has(server)) AddMove(state, server, steps);
        }

        AddDropOfDead(state, steps);
        for (int i = 0; i < state.Rows.Newest.Previous.Count; i++)
        {
            AddSettle(state, state.Rows.Newest.Previous[i], steps);
        }
    }

    private void AddCommit(in State state, List<Step> steps)
    {
        int row = state.Committed + 1;
        if (row > state.Rows.Last || !staging.MayCommit(state, row)) return;
        steps.Add(new Step(new Deed(DeedKind.Commit, Row: row), state with { Committed = row }));
    }

    /// <summary>R12: no row may mean a former incarnation when a new one is admitted.</summary>
    private void AddRenewal(in State state, int server, List<Step> steps)
    {
        Owners newest = state.Rows.Newest;
        bool isNamed = newest.ToSet().Has(server);
        bool isDue = state.AdmittedAt[server] == Levels.Unknown;
        if (!isDue || !AdmissionRule.NeedsRenewal(isNamed, settings.Fleet)) return;
        Owners owners = new(newest.Current, newest.Previous.Without(server));
        Step step = Publish(state, DeedKind.Renew, owners);
        State next = step.Next with { AdmittedAt = state.AdmittedAt.With(server, step.Next.Rows.Last) };
        steps.Add(new Step(step.Deed with { Machine = server }, next));
    }

    private void AddMove(in State state, int server, List<Step> steps)
    {
        if (moves.Next(state, Receivers(state, server)) is not { } owners) return;
        if (owners.Current == state.Rows.Newest.Current) return;
        steps.Add(Publish(state, DeedKind.Publish, owners));
    }

    /// <summary>
    /// One server alone, so that the bucket can go anywhere; in an emergency that would go back, all servers to which
    /// it could, so that the planner has the choice which it has in production.
    /// </summary>
    private ServerSet Receivers(in State state, int server)
    {
        Owners newest = state.Rows.Newest;
        ServerSet one = ServerSet.None.With(server);
        bool isEmergency = !settings.FallsSilent && !state.Trusted.Has(newest.Current)
            && !settings.Joining(state).Has(newest.Current);
        if (!isEmergency || !settings.Planner.NoMoveBack || !newest.Previous.Has(server)) return one;
        return newest.Previous.ToSet().And(state.Trusted).Except(settings.Joining(state));
    }

    private void AddDropOfDead(in State state, List<Step> steps)
    {
        if (state.Trusted == ServerSet.All) return;
        if (moves.Next(state, ServerSet.None) is not { } owners) return;
        if (owners != state.Rows.Newest) steps.Add(Publish(state, DeedKind.DropDead, owners));
    }

    /// <summary>Whom the controller does not trust sends no counts.</summary>
    private void AddSettle(in State state, int server, List<Step> steps)
    {
        bool counts = state.Trusted.Has(server) && !settings.Joining(state).Has(server);
        if (!counts || !settles.MayLeave(state, server)) return;
        Owners newest = state.Rows.Newest;
        Owners owners = new(newest.Current, newest.Previous.Without(server));
        steps.Add(Publish(state, DeedKind.Settle, owners));
    }

    private static Step Publish(in State state, DeedKind kind, Owners owners)
    {
        State next = state with { Rows = state.Rows.Append(owners) };
        return new Step(new Deed(kind, Row: next.Rows.Last, Owners: owners), next);
    }
}
