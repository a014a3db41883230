using Beamer.Backend;
using Beamer.Backend.Bpf;
using Beamer.Core.Chaining;
using Beamer.Link;
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

    [Fact]
    public void A_data_path_in_the_kernel_has_everything_from_its_first_moment_on()
    {
        AgentState state = new(Fleets.Server(1)) { IsListening = true };
        state.SetLease(100);
        FakeKernelPath kernel = new();

        state.UseKernel(kernel);
        Assert.Equal((state.View, 100L, true), (kernel.View, kernel.Lease, kernel.IsListening));
        Assert.Empty(state.Apply(Sync));
        state.EndLease();
        state.IsListening = false;
        Assert.Equal((state.View, long.MinValue, false), (kernel.View, kernel.Lease, kernel.IsListening));

        state.UseKernel(null);
        state.SetLease(200);
        Assert.Equal(long.MinValue, kernel.Lease);
    }

    [Fact]
    public void R3_a_view_that_the_kernel_does_not_take_is_refused_and_is_in_force_nowhere()
    {
        AgentState state = new(Fleets.Server(1));
        FakeKernelPath kernel = new();
        state.UseKernel(kernel);
        AgentView before = state.View;
        kernel.Failure = LinkException.ForBpf("make the view", 12);

        string reason = Assert.Single(state.Apply(Sync));

        Assert.Equal(kernel.Failure.Message, reason);
        Assert.Same(before, state.View);
        Assert.Same(before, kernel.View);
    }

    private sealed class FakeKernelPath : IKernelPath
    {
        internal AgentView? View { get; private set; }

        internal long Lease { get; private set; }

        internal bool IsListening { get; private set; }

        internal LinkException? Failure { get; set; }

        public void Publish(AgentView view) => View = Failure is null ? view : throw Failure;

        public void SetLease(long ends) => Lease = ends;

        public void SetListening(bool listening) => IsListening = listening;
    }

    private static bool Sync(AgentView present, out AgentView next, out List<string> reasons)
    {
        reasons = [];
        next = present.WithSynced(true);
        return true;
    }
}
