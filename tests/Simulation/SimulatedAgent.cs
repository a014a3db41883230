using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>An agent: the production's own knowledge, a lease, a file, and the sockets of its host.</summary>
internal sealed class SimulatedAgent(string name, IPv4Address address) : SimulatedMachine(name, address)
{
    private static readonly TimeSpan s_syncTime = TimeSpan.FromMilliseconds(300);
    private TimeSpan _leaseEnds;
    private TimeSpan? _syncedAt;

    internal AgentView View { get; private set; } = AgentView.Empty(address).WithSynced(true);

    internal SimulatedKernel Kernel { get; } = new();

    internal bool IsAlive { get; private set; } = true;

    internal bool IsAdmitted => View.IsAdmitted;

    internal bool IsServable { get; set; } = true;

    /// <summary>Its process knows the kernel's sockets; false while it starts.</summary>
    internal bool IsSynced
    {
        get => View.IsSynced;
        set => View = View.WithSynced(value);
    }

    internal ulong Incarnation { get; private set; } = 1;

    internal TimeSpan? SinceCookie { get; set; }

    /// <summary>Counts that it was asked for, and answers none.</summary>
    internal bool IgnoresCounts { get; set; }

    internal bool IgnoresPrepares { get; set; }

    internal override FleetTable Table => View.Committed;

    internal override FollowerHello Hello => Say(FollowerRole.Agent, Incarnation);

    internal bool HasLease(TimeSpan now) => now < _leaseEnds;

    /// <summary>The highest generation of a bucket that it learned at any stage.</summary>
    internal Generation Known(int bucket) => View.Pool?.KnownGeneration(bucket) ?? Generation.Zero;

    internal Generation Admission(int bucket) => View.Pool?.AdmissionGeneration(bucket) ?? Generation.Zero;

    /// <summary>What the agent finds out about the flow: nothing before it knows the kernel's sockets (R13).</summary>
    internal KernelAnswer Answer(SimulatedFlow flow, TimeSpan now) =>
        View.IsSynced ? Kernel.Answer(flow, now) : KernelAnswer.None;

    internal void Crash()
    {
        IsAlive = false;
        Kernel.Lose();
        Begin(AgentView.Empty(Address));
    }

    internal void Reboot()
    {
        IsAlive = true;
        Incarnation++;
    }

    /// <summary>A new process on the same kernel that lost its file: it forgets, the sockets stay.</summary>
    internal void Forget(TimeSpan now) => Restart(AgentView.Empty(Address), now);

    /// <summary>A new process on the same kernel: what was prepared and not committed is forgotten.</summary>
    internal void Restart(TimeSpan now)
    {
        ReadOnlySpan<uint> admission = View is { IsAdmitted: true, Pool: { } pool } ? pool.AdmissionGenerations : [];
        Restart(AgentView.Restore(Address, View.Committed, admission), now);
    }

    internal override void Handle(FeedCommand command, SimulatedFleet fleet)
    {
        switch (command)
        {
            case FeedCommand.Snapshot snapshot:
                Learn(View.TryWithSnapshot(snapshot.Table, out AgentView whole, out List<string> why), whole, why);
                fleet.Acknowledge(this, Table.Generation, PublicationStage.Commit);
                break;
            case FeedCommand.Commit commit:
                Learn(View.TryWithCommit(commit.Delta, out AgentView newer, out why), newer, why);
                fleet.Acknowledge(this, Table.Generation, PublicationStage.Commit);
                break;
            case FeedCommand.Prepare prepare when !IgnoresPrepares:
                Learn(prepare);
                fleet.Acknowledge(this, prepare.Generation, prepare.Stage);
                break;
            case FeedCommand.Admit admit:
                Invariant.Require(Incarnation == admit.Incarnation, $"{Name} is admitted as another incarnation");
                Learn(View.TryWithAdmission(admit.Generation, out AgentView admitted, out why), admitted, why);
                break;
            case FeedCommand.Lease lease:
                if (lease.StatusSentAt > 0) _leaseEnds = TimeSpan.FromTicks((long)lease.StatusSentAt) + lease.Duration;
                fleet.Report(this);
                break;
            case FeedCommand.Break order:
                ulong broken = (ulong)Kernel.Break(bucket =>
                    View.Pool is { } pool && pool.ActiveRow(bucket).Previous.Contains(Address)
                    && pool.ActiveRow(bucket).Current != Address);
                fleet.Engine.Broke(Stream!.Value, order.Token, broken, "", fleet.Now);
                break;
            case FeedCommand.Count count when !IgnoresCounts:
                fleet.Engine.Counted(Stream!.Value, Kernel.Count(count.Token, SinceCookie, fleet.Now), fleet.Now);
                break;
        }
    }

    internal override void Live(SimulatedFleet fleet)
    {
        if (_syncedAt is not { } end || fleet.Now < end) return;
        _syncedAt = null;
        IsSynced = true;
        fleet.Report(this);
    }

    private void Restart(AgentView view, TimeSpan now)
    {
        Begin(view);
        IsSynced = false;
        _syncedAt = now + s_syncTime;
    }

    private void Begin(AgentView view)
    {
        View = view.WithSynced(true);
        _syncedAt = null;
        _leaseEnds = TimeSpan.Zero;
    }

    private void Learn(FeedCommand.Prepare prepare)
    {
        PrepareStage stage = prepare.Stage == PublicationStage.PrepareOld
            ? PrepareStage.OldOwner
            : PrepareStage.NewAndPreviousOwners;
        bool fits = View.TryWithPrepare(
            prepare.Generation, stage, prepare.Configuration, prepare.Rows, out AgentView view, out List<string> why);
        Learn(fits, view, why);
    }

    private void Learn(bool fits, AgentView view, List<string> reasons)
    {
        Invariant.Require(fits, $"{Name}: {string.Join(' ', reasons)}");
        View = view;
    }
}
