using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Chaining;

/// <summary>
/// All that an agent knows when it decides about a packet. Immutable: replaced whole, read once per batch.
/// </summary>
/// <remarks>
/// It grows only by what the controller's feed says, never by what packets say (P35): one forged packet must not be
/// able to poison a server. See <see cref="AgentPool"/> for known, active and admission.
/// </remarks>
public sealed record AgentView
{
    private AgentMembers Members { get; init; }

    private AgentView(IPv4Address self, FleetTable committed)
    {
        Self = self;
        Committed = committed;
        Configuration = committed.Configuration;
        NewestGeneration = committed.Generation;
        Members = AgentMembers.From(Configuration, self);
    }

    /// <summary>This server's own address.</summary>
    public IPv4Address Self { get; private init; }

    /// <summary>The newest table whose commit was seen, of every pool.</summary>
    public FleetTable Committed { get; private init; }

    /// <summary>The configuration in force: the committed one, or a newer one that is being prepared.</summary>
    public FleetConfiguration Configuration { get; private init; }

    /// <summary>The newest generation learned at any stage.</summary>
    public Generation NewestGeneration { get; private init; }

    /// <summary>The rows of this server's pool; null while the configuration does not name this server.</summary>
    public AgentPool? Pool { get; private init; }

    /// <summary>Whether this incarnation may answer (R12).</summary>
    public bool IsAdmitted { get; private init; }

    /// <summary>Whether all rows and all of the kernel's sockets are known (R13).</summary>
    public bool IsSynced { get; private init; }

    /// <summary>The addresses that <see cref="IsAllowedSource"/> says yes to, in any order.</summary>
    public IEnumerable<IPv4Address> Sources => Members.Sources;

    /// <summary>What this server answers for, in any order.</summary>
    public IEnumerable<ServiceKey> Services => Members.Services;

    /// <summary>
    /// Whether encapsulated packets and probes from this address are believed: a MUX or another server's agent.
    /// </summary>
    public bool IsAllowedSource(IPv4Address address) => Members.IsSource(address);

    /// <summary>Whether this is another server of the fleet, to whom packets may be forwarded.</summary>
    public bool IsPeer(IPv4Address address) => Members.IsPeer(address);

    /// <summary>Whether this server answers for the flow's VIP, port and protocol.</summary>
    public bool Serves(in Flow flow) => Members.Serves(flow);

    /// <summary>The view of an agent that knows nothing: it drops everything.</summary>
    /// <param name="self">The server's own address.</param>
    public static AgentView Empty(IPv4Address self) => new(self, FleetTable.Empty);

    /// <summary>The view of an agent that starts again with what it had written down.</summary>
    /// <param name="self">The server's own address.</param>
    /// <param name="table">The committed table.</param>
    /// <param name="admission">
    /// The admission generation of each bucket; empty if this incarnation was not admitted.
    /// </param>
    public static AgentView Restore(IPv4Address self, FleetTable table, ReadOnlySpan<uint> admission)
    {
        AgentView view = new(self, table);
        if (view.Members.Pool is not { } pool) return view;
        return view with
        {
            Pool = AgentPool.From(table.Pools[pool.Id], admission),
            IsAdmitted = admission.Length == pool.BucketCount,
        };
    }

    /// <summary>The view once the kernel's sockets are known, or before it.</summary>
    public AgentView WithSynced(bool synced) => this with { IsSynced = synced };

    /// <summary>The view with a whole committed table; what was learned of newer rows stays.</summary>
    /// <param name="table">The table, checked for itself.</param>
    /// <param name="view">The new view; this one when the result is false.</param>
    /// <param name="reasons">Why not, one sentence each.</param>
    public bool TryWithSnapshot(FleetTable table, out AgentView view, out List<string> reasons)
    {
        view = this;
        reasons = [];
        if (table.Term < Committed.Term)
        {
            reasons.Add($"term {table.Term} is lower than {Committed.Term}, which was seen before.");
        }

        if (table.Generation < Committed.Generation)
        {
            reasons.Add($"generation {table.Generation} is older than {Committed.Generation}, which is in force.");
        }

        if (reasons.Count > 0) return false;
        bool prepared = NewestGeneration > table.Generation;
        view = (this with { Committed = table, NewestGeneration = Newer(NewestGeneration, table.Generation) })
            .WithConfiguration(prepared ? Configuration : table.Configuration);
        if (view.Pool is { } pool && table.Pools.TryGetValue(pool.Pool.Id, out BucketTable? rows))
        {
            view = view with { Pool = pool.WithSnapshot(rows.For(pool.Pool)) };
        }

        return true;
    }

    /// <summary>The view with rows that are on their way to the MUXes (R3).</summary>
    /// <param name="generation">Their generation.</param>
    /// <param name="stage">How far they are.</param>
    /// <param name="configuration">
    /// The configuration that comes with them and is used at once; null when it stays.
    /// </param>
    /// <param name="rows">Those in which this server has a part; sets of other pools are ignored.</param>
    /// <param name="view">The new view; this one when the result is false.</param>
    /// <param name="reasons">Why not, one sentence each.</param>
    public bool TryWithPrepare(
        Generation generation,
        PrepareStage stage,
        FleetConfiguration? configuration,
        ImmutableArray<RowSet> rows,
        out AgentView view,
        out List<string> reasons)
    {
        view = this;
        reasons = PrepareRules.Check(this, generation, configuration, rows);
        if (reasons.Count > 0) return false;
        AgentView next = (this with { NewestGeneration = Newer(NewestGeneration, generation) })
            .WithConfiguration(configuration ?? Configuration);
        foreach (RowSet set in rows)
        {
            if (next.Pool is not { } pool || pool.Pool.Id != set.Pool) continue;
            next = next with { Pool = stage == PrepareStage.OldOwner ? pool.WithActive(set) : pool.WithKnown(set) };
        }

        view = next;
        return true;
    }

    /// <summary>The view with a change that MUXes use from now on.</summary>
    /// <param name="delta">
    /// The change. One that is in force already changes no row, so that a repeated one is harmless.
    /// </param>
    /// <param name="view">The new view; this one when the result is false.</param>
    /// <param name="reasons">Why not: a gap, a lower term, a wrong digest, bad rows.</param>
    public bool TryWithCommit(FleetDelta delta, out AgentView view, out List<string> reasons)
    {
        view = this;
        reasons = [];
        if (delta.To == Committed.Generation && delta.Digest == Committed.Digest && delta.Term >= Committed.Term)
        {
            // A later controller stands for the same table: what an earlier one still says is refused from now on.
            if (delta.Term > Committed.Term) view = this with { Committed = Committed.InTerm(delta.Term) };
            return true;
        }

        if (!Committed.TryApply(delta, out FleetTable table, out reasons)) return false;
        bool prepared = NewestGeneration > table.Generation;
        AgentView next = (this with { Committed = table, NewestGeneration = Newer(NewestGeneration, table.Generation) })
            .WithConfiguration(prepared ? Configuration : table.Configuration);
        foreach (RowSet set in delta.Rows)
        {
            if (next.Pool is not { } pool || pool.Pool.Id != set.Pool) continue;
            next = next with { Pool = pool.WithCommitted(table.Pools[set.Pool].For(pool.Pool), set) };
        }

        view = next;
        return true;
    }

    /// <summary>The view of a server that was admitted at its committed table (R12).</summary>
    /// <param name="generation">The generation that the controller admitted it at.</param>
    /// <param name="view">The new view; this one when the result is false.</param>
    /// <param name="reasons">Why not, one sentence each.</param>
    public bool TryWithAdmission(Generation generation, out AgentView view, out List<string> reasons)
    {
        view = this;
        reasons = [];
        if (Pool is null) reasons.Add($"the configuration names no server with the address {Self}.");
        if (Committed.Generation < generation)
        {
            reasons.Add($"generation is {generation}, but this agent has only committed {Committed.Generation}.");
        }

        if (reasons.Count > 0) return false;
        view = this with { IsAdmitted = true, Pool = Pool!.WithAdmission(CommittedRows(Pool.Pool)) };
        return true;
    }

    private AgentView WithConfiguration(FleetConfiguration configuration)
    {
        if (ReferenceEquals(configuration, Configuration)) return this;
        AgentMembers members = AgentMembers.From(configuration, Self);
        return this with { Configuration = configuration, Members = members, Pool = PoolFor(members.Pool) };
    }

    /// <summary>
    /// Knowledge follows the pool; a server that changes its pool begins with that pool's committed rows.
    /// </summary>
    private AgentPool? PoolFor(Pool? pool)
    {
        if (pool is null) return null;
        if (Pool?.Pool.Id == pool.Id) return Pool.For(pool);
        BucketTable rows = CommittedRows(pool);
        AgentPool fresh = AgentPool.From(rows);
        return IsAdmitted ? fresh.WithAdmission(rows) : fresh;
    }

    private BucketTable CommittedRows(Pool pool) =>
        Committed.Pools.TryGetValue(pool.Id, out BucketTable? known) ? known.For(pool) : BucketTable.Empty(pool);

    private static Generation Newer(Generation left, Generation right) => left > right ? left : right;
}
