using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Planning;
using Beamer.Core.Tables;

namespace Beamer.Tests.Unit.Core.Planning;

/// <summary>
/// A pool that lives through a generated history, with flows in it: what the controller does, without the rest.
/// </summary>
/// <remarks>
/// Each step is two bytes: what happens, and to whom. So FsCheck can shorten a failing history by itself.
/// </remarks>
internal sealed class PlannerHistory
{
    private readonly PlannerRules _rules;
    private readonly List<PlanServer> _servers = [];
    private readonly List<(int Bucket, IPv4Address Home)> _flows = [];

    internal PlannerHistory(int servers, int buckets, int previousMax, PlannerRules rules)
    {
        _rules = rules;
        for (int i = 0; i < servers; i++) _servers.Add(new PlanServer(AddressOf(i), i < 2 ? 100u : 0u, true, true));
        Table = BucketTable.Empty(PoolOf(buckets, previousMax));
        Plan();
    }

    internal BucketTable Table { get; private set; }

    internal Generation Generation { get; private set; }

    internal IReadOnlyList<PlanServer> Servers => _servers;

    /// <summary>Flows whose home still lives.</summary>
    internal IEnumerable<(int Bucket, IPv4Address Home)> LiveFlows =>
        _flows.Where(flow => _servers.Exists(server => server.Address == flow.Home && server.IsAlive));

    internal static IPv4Address AddressOf(int server) => new(0x0A000001u + (uint)server);

    internal static Pool PoolOf(int buckets, int previousMax) =>
        new(new PoolId(1), "web", buckets, previousMax, 1, new SipKey(1, 2));

    /// <summary>One step; the plan that it led to.</summary>
    internal (BucketTable Before, MovePlan Plan) Step(byte what, byte who)
    {
        int server = who % _servers.Count;
        int bucket = who % Table.Pool.BucketCount;
        switch (what % 6)
        {
            case 0: Change(server, _servers[server] with { Weight = (uint)(who / 16 * 10) }); break;
            case 1: Change(server, _servers[server] with { MayReceive = !_servers[server].MayReceive }); break;
            case 2 when what > 200:
                Change(server, _servers[server] with { IsAlive = false, MayReceive = false });
                break;
            case 3: if (!Table[bucket].Current.IsNone) _flows.Add((bucket, Table[bucket].Current)); break;
            case 4: _flows.RemoveAll(flow => flow.Bucket == bucket); break;
            default: SettleWhatHasNoFlows(); break;
        }

        return Plan();
    }

    /// <summary>R10 in short: a previous owner without flows leaves its row.</summary>
    internal void SettleWhatHasNoFlows()
    {
        List<KeyValuePair<int, Row>> rows = [];
        for (int bucket = 0; bucket < Table.Pool.BucketCount; bucket++)
        {
            Row row = Table[bucket];
            IPv4Address[] kept = [.. row.Previous.ToArray().Where(owner => _flows.Contains((bucket, owner)))];
            if (kept.Length < row.PreviousCount) rows.Add(new(bucket, new Row(Generation.Next(), row.Current, kept)));
        }

        if (rows.Count > 0) Publish(RowSet.From(Table.Pool, rows));
    }

    private void Change(int server, PlanServer changed)
    {
        if (_servers[server].IsAlive) _servers[server] = changed;
    }

    private (BucketTable Before, MovePlan Plan) Plan()
    {
        BucketTable before = Table;
        MovePlan plan = Planner.Plan(Table, _servers, Generation.Next(), _rules);
        if (plan.Rows is not null) Publish(plan.Rows);
        return (before, plan);
    }

    private void Publish(RowSet rows)
    {
        Table = Table.With(rows);
        Generation = Generation.Next();
    }
}
