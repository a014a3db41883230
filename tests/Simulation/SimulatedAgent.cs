using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>An agent: the production's own knowledge, a lease, a file, and the sockets of its host.</summary>
internal sealed class SimulatedAgent : SimulatedMachine
{
    private static readonly TimeSpan s_syncTime = TimeSpan.FromMilliseconds(300);
    private TimeSpan _leaseEnds;
    private readonly ISimulatedSockets _sockets;
    private TimeSpan? _syncedAt;

    /// <summary>An agent that knows nothing yet.</summary>
    /// <param name="name">The server's.</param>
    /// <param name="address">The server's.</param>
    /// <param name="sockets">Those of its host; null for those of <see cref="Kernel"/>.</param>
    internal SimulatedAgent(string name, IPv4Address address, ISimulatedSockets? sockets = null)
        : base(name, address)
    {
        View = AgentView.Empty(address).WithSynced(true);
        _sockets = sockets ?? Kernel;
    }

    internal AgentView View { get; private set; }

    internal SimulatedKernel Kernel { get; } = new();

    /// <summary>How far its clock runs ahead of the controller's.</summary>
    internal TimeSpan ClockSkew { get; set; }

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

    /// <summary>It lives, and the controller takes it for dead: nobody waits for what it has to know.</summary>
    internal bool IsGivenUp { get; set; }

    internal override FleetTable Table => View.Committed;

    internal override FollowerHello Hello => Say(FollowerRole.Agent, Incarnation);

    internal bool HasLease(TimeSpan now) => Clock(now) < _leaseEnds;

    internal TimeSpan Clock(TimeSpan now) => now + ClockSkew;

    /// <summary>The highest generation of a bucket that it learned at any stage.</summary>
    internal Generation Known(int bucket) => View.Pool?.KnownGeneration(bucket) ?? Generation.Zero;

    internal Generation Admission(int bucket) => View.Pool?.AdmissionGeneration(bucket) ?? Generation.Zero;

    /// <summary>What the agent finds out about the flow: nothing before it knows the kernel's sockets (R13).</summary>
    internal KernelAnswer Answer(SimulatedFlow flow, TimeSpan now) =>
        View.IsSynced ? Kernel.Answer(flow, now) : KernelAnswer.None;

    internal void Crash()
    {
        IsAlive = false;
        _sockets.Lose();
        IsGivenUp = false;
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
                bool fits = View.TryWithSnapshot(snapshot.Table, out AgentView view, out List<string> why);
                MayRefuse &= !fits;
                Learn(fits, view, why, snapshot.Table.Generation, PublicationStage.Commit, fleet);
                break;
            case FeedCommand.Commit commit:
                fits = View.TryWithCommit(commit.Delta, out view, out why);
                Learn(fits, view, why, commit.Delta.To, PublicationStage.Commit, fleet);
                break;
            case FeedCommand.Prepare prepare when !IgnoresPrepares:
                fits = TryLearn(prepare, out view, out why);
                Learn(fits, view, why, prepare.Generation, prepare.Stage, fleet);
                break;
            case FeedCommand.Admit admit:
                Invariant.Require(Incarnation == admit.Incarnation, $"{Name} is admitted as another incarnation");
                fits = View.TryWithAdmission(admit.Generation, out view, out why);
                Invariant.Require(fits, $"{Name}: {string.Join(' ', why)}");
                View = view;
                IsGivenUp = false;
                break;
            case FeedCommand.Lease lease:
                if (lease.StatusSentAt > 0) _leaseEnds = TimeSpan.FromTicks((long)lease.StatusSentAt) + lease.Duration;
                fleet.Report(this);
                break;
            case FeedCommand.Break order:
                ulong broken = (ulong)_sockets.Break(bucket =>
                    View.Pool is { } pool && pool.ActiveRow(bucket).Previous.Contains(Address)
                    && pool.ActiveRow(bucket).Current != Address);
                fleet.Tell(this, stream => fleet.Engine.Broke(stream, order.Token, broken, "", fleet.Now));
                break;
            case FeedCommand.Count count when !IgnoresCounts:
                SocketCounts counts = _sockets.Count(count.Token, SinceCookie, fleet.Now);
                fleet.Tell(this, stream => fleet.Engine.Counted(stream, counts, fleet.Now));
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

    private bool TryLearn(FeedCommand.Prepare prepare, out AgentView view, out List<string> reasons)
    {
        PrepareStage stage = prepare.Stage == PublicationStage.PrepareOld
            ? PrepareStage.OldOwner
            : PrepareStage.NewAndPreviousOwners;
        return View.TryWithPrepare(
            prepare.Generation, stage, prepare.Configuration, prepare.Rows, out view, out reasons);
    }

    private void Learn(
        bool fits,
        AgentView view,
        List<string> reasons,
        Generation generation,
        PublicationStage stage,
        SimulatedFleet fleet)
    {
        View = view;
        if (fits) fleet.Acknowledge(this, generation, stage);
        else fleet.Refuse(this, generation, reasons);
    }
}
