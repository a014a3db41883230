using System.Collections.Immutable;

namespace Beamer.Core.Tables;

/// <summary>What a fleet agrees on: the configuration and every pool's rows, at one generation. Immutable.</summary>
/// <remarks>
/// Controller, MUXes and agents hold the same type; equal (term aside) when generation and digest are equal.
/// </remarks>
public sealed class FleetTable
{
    /// <summary>Those of <see cref="Configuration"/>: made once for all tables that follow with the same one.</summary>
    private readonly AddressSet _servers;

    private FleetTable(
        ulong term,
        Generation generation,
        FleetConfiguration configuration,
        AddressSet servers,
        ImmutableSortedDictionary<PoolId, BucketTable> pools)
    {
        _servers = servers;
        Term = term;
        Generation = generation;
        Configuration = configuration;
        Pools = pools;
        Digest = pools.Values.Aggregate(default(TableDigest), (sum, table) => sum.Add(table.Digest));
    }

    /// <summary>Nothing published yet.</summary>
    public static readonly FleetTable Empty = new(
        0,
        Generation.Zero,
        FleetConfiguration.Empty,
        AddressSet.Of(FleetConfiguration.Empty),
        ImmutableSortedDictionary<PoolId, BucketTable>.Empty);

    /// <summary>The term of the controller that stands for it: a lower term is refused by all.</summary>
    public ulong Term { get; }

    /// <summary>The number of this publication.</summary>
    public Generation Generation { get; }

    /// <summary>Pools, services, servers and MUXes.</summary>
    public FleetConfiguration Configuration { get; }

    /// <summary>The rows of each pool.</summary>
    public ImmutableSortedDictionary<PoolId, BucketTable> Pools { get; }

    /// <summary>The digest of all rows.</summary>
    public TableDigest Digest { get; }

    /// <summary>A table from its parts, as a snapshot or a file brings them.</summary>
    /// <returns>False, and every reason, when the parts do not make a good table.</returns>
    public static bool TryCreate(
        ulong term,
        Generation generation,
        FleetConfiguration configuration,
        IEnumerable<BucketTable> pools,
        out FleetTable table,
        out List<string> reasons)
    {
        table = Empty;
        reasons = FleetConfigurationRules.Check(configuration);
        if (reasons.Count > 0) return false;
        ImmutableSortedDictionary<PoolId, BucketTable> byId = ImmutableSortedDictionary<PoolId, BucketTable>.Empty;
        foreach (BucketTable pool in pools)
        {
            if (byId.ContainsKey(pool.Pool.Id)) reasons.Add($"pools[{pool.Pool.Name}] has two sets of rows.");
            else byId = byId.Add(pool.Pool.Id, pool);
        }

        AddressSet servers = AddressSet.Of(configuration);
        reasons.AddRange(FleetTableRules.CheckRows(configuration, servers, generation, byId));
        if (reasons.Count > 0) return false;
        table = new FleetTable(term, generation, configuration, servers, byId);
        return true;
    }

    /// <summary>The table that <paramref name="delta"/> makes of this one, which stays as it is.</summary>
    /// <returns>
    /// False, and every reason, when the delta does not fit or does not make a good table (R1, P41, P42, P43).
    /// </returns>
    public bool TryApply(FleetDelta delta, out FleetTable table, out List<string> reasons)
    {
        table = this;
        AddressSet servers = delta.Configuration is null ? _servers : AddressSet.Of(delta.Configuration);
        reasons = FleetTableRules.CheckDelta(this, delta, servers);
        if (reasons.Count > 0) return false;
        FleetConfiguration configuration = delta.Configuration ?? Configuration;
        ImmutableSortedDictionary<PoolId, BucketTable>.Builder pools =
            ImmutableSortedDictionary.CreateBuilder<PoolId, BucketTable>();
        foreach (Pool pool in configuration.Pools)
        {
            pools[pool.Id] = Pools.TryGetValue(pool.Id, out BucketTable? present)
                ? present.For(pool)
                : BucketTable.Empty(pool);
        }

        foreach (RowSet rows in delta.Rows) pools[rows.Pool] = pools[rows.Pool].With(rows);
        FleetTable next = new(delta.Term, delta.To, configuration, servers, pools.ToImmutable());
        if (next.Digest != delta.Digest)
        {
            reasons.Add($"digest is {delta.Digest}, but these rows make {next.Digest}: "
                + "the delta is damaged or a change is missing.");
            return false;
        }

        table = next;
        return true;
    }

    /// <summary>The same table, for which a later controller stands.</summary>
    /// <param name="term">Its term, not below <see cref="Term"/>.</param>
    public FleetTable InTerm(ulong term)
    {
        Invariant.Require(term >= Term, "a table never goes back to an earlier controller");
        return new FleetTable(term, Generation, Configuration, _servers, Pools);
    }

    /// <summary>The publication that follows this one, with its digest computed.</summary>
    /// <param name="term">The publishing controller's term.</param>
    /// <param name="configuration">The new configuration, or null.</param>
    /// <param name="rows">Changed rows; each carries the next generation.</param>
    public FleetDelta NextDelta(ulong term, FleetConfiguration? configuration, ImmutableArray<RowSet> rows)
    {
        TableDigest digest = default;
        foreach (Pool pool in (configuration ?? Configuration).Pools)
        {
            BucketTable present = Pools.TryGetValue(pool.Id, out BucketTable? known) ? known : BucketTable.Empty(pool);
            RowSet? changed = rows.FirstOrDefault(set => set.Pool == pool.Id);
            digest = digest.Add(changed is null ? present.Digest : present.With(changed).Digest);
        }

        return new FleetDelta(term, Generation, Generation.Next(), digest, configuration, rows);
    }
}
