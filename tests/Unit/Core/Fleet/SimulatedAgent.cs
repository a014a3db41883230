using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>An agent: what it knows, what it may answer, and the sockets of its host.</summary>
internal sealed class SimulatedAgent(string name, IPv4Address address) : SimulatedMachine(name, address)
{
    private readonly Dictionary<int, Row> _prepared = [];
    private readonly Dictionary<int, Row> _activePrepared = [];
    private FleetTable _admissionTable = FleetTable.Empty;
    private TimeSpan _leaseEnds;

    internal bool IsAlive { get; set; } = true;

    internal bool IsAdmitted { get; set; }

    internal bool IsServable { get; set; } = true;

    /// <summary>Its process knows the kernel's sockets; false while it starts.</summary>
    internal bool IsSynced { get; set; } = true;

    internal ulong Incarnation { get; set; } = 1;

    /// <summary>Bucket of each live flow that is at home here.</summary>
    internal List<SimulatedFlow> Flows { get; } = [];

    internal TimeSpan? SinceCookie { get; set; }

    /// <summary>Counts that it was asked for, and answers none.</summary>
    internal bool IgnoresCounts { get; set; }

    internal bool IgnoresPrepares { get; set; }

    internal Generation AdmittedAt => _admissionTable.Generation;

    internal override FollowerHello Hello => Say(FollowerRole.Agent, Incarnation);

    internal bool HasLease(TimeSpan now) => IsAdmitted && now < _leaseEnds;

    /// <summary>The highest generation of a bucket that it learned at any stage.</summary>
    internal Generation Known(int bucket)
    {
        Generation known = RowOf(Table, bucket).Generation;
        return _prepared.TryGetValue(bucket, out Row row) && row.Generation > known ? row.Generation : known;
    }

    /// <summary>The newest row learned as old owner or by commit.</summary>
    internal Row Active(int bucket)
    {
        Row row = RowOf(Table, bucket);
        return _activePrepared.TryGetValue(bucket, out Row newer) && newer.Generation > row.Generation ? newer : row;
    }

    internal Generation Admission(int bucket) => RowOf(_admissionTable, bucket).Generation;

    internal void Crash()
    {
        IsAlive = false;
        IsAdmitted = false;
        Flows.Clear();
    }

    internal void Reboot()
    {
        IsAlive = true;
        Incarnation++;
        IsAdmitted = false;
        _leaseEnds = TimeSpan.Zero;
    }

    /// <summary>A new process on the same kernel: it forgets, the sockets stay.</summary>
    internal void Forget()
    {
        _prepared.Clear();
        _activePrepared.Clear();
        _leaseEnds = TimeSpan.Zero;
        Table = FleetTable.Empty;
        IsAdmitted = false;
    }

    internal override void Handle(FeedCommand command, SimulatedFleet fleet)
    {
        switch (command)
        {
            case FeedCommand.Snapshot snapshot:
                Table = snapshot.Table;
                fleet.Acknowledge(this, Table.Generation, PublicationStage.Commit);
                break;
            case FeedCommand.Commit commit:
                Apply(commit.Delta);
                fleet.Acknowledge(this, Table.Generation, PublicationStage.Commit);
                break;
            case FeedCommand.Prepare prepare when !IgnoresPrepares:
                Learn(prepare);
                fleet.Acknowledge(this, prepare.Generation, prepare.Stage);
                break;
            case FeedCommand.Admit admit:
                Assert.Equal(Incarnation, admit.Incarnation);
                Assert.True(
                    Table.Generation >= admit.Generation, "an admission speaks of a table that was acknowledged");
                IsAdmitted = true;
                _admissionTable = Table;
                break;
            case FeedCommand.Lease lease:
                _leaseEnds = fleet.Now + lease.Duration;
                fleet.Report(this);
                break;
            case FeedCommand.Count count when !IgnoresCounts:
                fleet.Engine.Counted(Stream!.Value, CountSockets(count.Token), fleet.Now);
                break;
        }
    }

    internal override void Live(SimulatedFleet fleet)
    {
    }

    private SocketCounts CountSockets(ulong token)
    {
        IGrouping<int, SimulatedFlow>[] buckets = [.. Flows.GroupBy(flow => flow.Bucket).OrderBy(group => group.Key)];
        PoolSocketCounts pool = new(
            SimulatedFleet.PoolId,
            [.. buckets.Select(group => group.Key)],
            [.. buckets.Select(group => (uint)group.Count())]);
        return new SocketCounts(token, [pool], SinceCookie);
    }

    private void Learn(FeedCommand.Prepare prepare)
    {
        foreach (RowSet rows in prepare.Rows)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                _prepared[rows.Buckets[i]] = rows[i];
                if (prepare.Stage == PublicationStage.PrepareOld) _activePrepared[rows.Buckets[i]] = rows[i];
            }
        }
    }

    private static Row RowOf(FleetTable table, int bucket) =>
        table.Pools.TryGetValue(SimulatedFleet.PoolId, out BucketTable? rows) ? rows[bucket] : default;
}
