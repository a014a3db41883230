using Beamer.Backend;
using Beamer.Core.Chaining;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Backend;

public sealed class AgentStateTests
{
    [Fact]
    public void A_lease_ends_at_its_time_or_when_it_is_given_up()
    {
        AgentState state = new(Fleets.Server(1));
        Assert.False(state.IsLeaseValid(0));
        state.SetLease(100);
        Assert.True(state.IsLeaseValid(99));
        Assert.False(state.IsLeaseValid(100));
        state.EndLease();
        Assert.False(state.IsLeaseValid(0));
    }

    [Fact]
    public void A_refused_change_changes_nothing()
    {
        AgentState state = new(Fleets.Server(1));
        AgentView before = state.View;

        IReadOnlyList<string> reasons = state.Apply((AgentView present, out AgentView next, out List<string> why) =>
        {
            next = present;
            why = ["no."];
            return false;
        });

        Assert.Equal(["no."], reasons);
        Assert.Same(before, state.View);
    }

    [Fact]
    public void A_change_is_in_force_only_when_no_batch_uses_the_old_view()
    {
        AgentState state = new(Fleets.Server(1));
        AgentView old = state.BeginBatch();
        using ManualResetEventSlim applied = new();
        Thread feed = new(() =>
        {
            state.Apply(Sync);
            applied.Set();
        });
        feed.Start();
        SpinWait.SpinUntil(() => state.View.IsSynced);

        Assert.False(old.IsSynced);
        Assert.False(applied.IsSet);
        state.EndBatch();
        feed.Join();
        Assert.True(applied.IsSet);
        Assert.True(state.BeginBatch().IsSynced);
    }

    private static bool Sync(AgentView present, out AgentView next, out List<string> reasons)
    {
        reasons = [];
        next = present.WithSynced(true);
        return true;
    }
}
