using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>Who has to learn what, and in which order, before a delta may be used (R3).</summary>
internal sealed class Publication
{
    private readonly Dictionary<IPv4Address, ImmutableArray<RowSet>> _newRows;
    private readonly Dictionary<IPv4Address, ImmutableArray<RowSet>> _oldRows;

    private (IPv4Address Server, Knowledge Needed)[]? _watched;
    private int _watchedAt;

    private Publication(FleetTable before, FleetTable after, FleetDelta delta, FleetRules rules)
    {
        Before = before;
        After = after;
        Delta = delta;
        _newRows = rules.OldOwnerLast ? Cut(before, delta, AddThoseOfStageOne) : [];
        _oldRows = Cut(before, delta, rules.OldOwnerLast ? AddThoseOfStageTwo : AddThoseOfBothStages);
        if (delta.Configuration is null) return;
        foreach (Server server in after.Configuration.Servers) _newRows.TryAdd(server.Address, []);
    }

    internal FleetTable Before { get; }

    internal FleetTable After { get; }

    internal FleetDelta Delta { get; }

    /// <summary>Whose acknowledgements it waits for.</summary>
    internal PublicationStage Stage
    {
        get;
        set
        {
            field = value;
            _watched = null;
        }
    } = PublicationStage.PrepareNew;

    /// <summary>Servers whose former incarnation these rows no longer mean, with the incarnation that comes.</summary>
    internal ImmutableArray<KeyValuePair<string, ulong>> Cleans { get; init; } = [];

    /// <summary>A publication at its start.</summary>
    /// <param name="before">The committed table.</param>
    /// <param name="delta">A delta that fits it.</param>
    internal static Publication From(
        FleetTable before, FleetDelta delta, ImmutableArray<KeyValuePair<string, ulong>> cleans) =>
        From(before, delta, cleans, FleetRules.All);

    internal static Publication From(
        FleetTable before, FleetDelta delta, ImmutableArray<KeyValuePair<string, ulong>> cleans, FleetRules rules)
    {
        bool fits = before.TryApply(delta, out FleetTable after, out List<string> reasons);
        Invariant.Require(fits, "a publication fits the committed table: " + string.Join(' ', reasons).TrimEnd('.'));
        return new Publication(before, after, delta, rules) { Cleans = cleans };
    }

    /// <summary>
    /// The servers that take part in a stage: (1) the new owner and all previous ones, (2) the old owner.
    /// </summary>
    /// <remarks>A new configuration goes to everybody in stage 1.</remarks>
    internal IEnumerable<IPv4Address> Participants(PublicationStage stage) => Rows(stage).Keys;

    /// <summary>What a server learns in a stage, or null when it takes no part.</summary>
    internal FeedCommand.Prepare? PrepareFor(IPv4Address server, PublicationStage stage)
    {
        if (!Rows(stage).TryGetValue(server, out ImmutableArray<RowSet> rows)) return null;
        FleetConfiguration? configuration = stage == PublicationStage.PrepareNew ? Delta.Configuration : null;
        return new FeedCommand.Prepare(Delta.To, stage, configuration, rows);
    }

    /// <summary>Who has not learned what a stage, or one before it, teaches; a server can come twice.</summary>
    /// <param name="upTo">The stage.</param>
    /// <param name="acked">What a server acknowledged last; null for one that the fleet does not know.</param>
    internal IEnumerable<IPv4Address> Unaware(PublicationStage upTo, Func<IPv4Address, Knowledge?> acked)
    {
        foreach ((IPv4Address server, Knowledge needed) in Watched(upTo))
        {
            if (acked(server) is { } known && known < needed) yield return server;
        }
    }

    /// <summary>
    /// Whether anybody is waited for at this stage. It is asked again at every word of ten thousand servers: so it
    /// looks first where it found somebody last, and goes round once before it says no.
    /// </summary>
    /// <param name="isWaitedFor">Whether a server that has not learned this is waited for.</param>
    internal bool IsHeldBack(Func<IPv4Address, Knowledge, bool> isWaitedFor)
    {
        if (_watched is null)
        {
            _watched = [.. Watched(Stage)];
            _watchedAt = 0;
        }

        for (int looked = 0; looked < _watched.Length; looked++)
        {
            (IPv4Address server, Knowledge needed) = _watched[_watchedAt];
            if (isWaitedFor(server, needed)) return true;
            if (++_watchedAt == _watched.Length) _watchedAt = 0;
        }

        return false;
    }

    /// <summary>Who was waited for when <see cref="IsHeldBack"/> said so last; null before that.</summary>
    internal IPv4Address? HeldBackBy => _watched is { Length: > 0 } ? _watched[_watchedAt].Server : null;

    private IEnumerable<(IPv4Address Server, Knowledge Needed)> Watched(PublicationStage upTo)
    {
        for (PublicationStage stage = PublicationStage.PrepareNew; stage <= upTo; stage++)
        {
            Knowledge needed = new(Delta.To, stage);
            foreach (IPv4Address server in Participants(stage)) yield return (server, needed);
        }
    }

    private Dictionary<IPv4Address, ImmutableArray<RowSet>> Rows(PublicationStage stage) =>
        stage == PublicationStage.PrepareNew ? _newRows : _oldRows;

    private static void AddThoseOfStageOne(in Row before, in Row after, HashSet<IPv4Address> servers)
    {
        servers.Add(after.Current);
        foreach (IPv4Address previous in before.Previous) servers.Add(previous);
        foreach (IPv4Address previous in after.Previous) servers.Add(previous);
        servers.Remove(before.Current);
    }

    private static void AddThoseOfStageTwo(in Row before, in Row after, HashSet<IPv4Address> servers) =>
        servers.Add(before.Current);

    private static void AddThoseOfBothStages(in Row before, in Row after, HashSet<IPv4Address> servers)
    {
        AddThoseOfStageOne(before, after, servers);
        AddThoseOfStageTwo(before, after, servers);
    }

    private static Dictionary<IPv4Address, ImmutableArray<RowSet>> Cut(
        FleetTable before, FleetDelta delta, Chooser chooser)
    {
        Dictionary<IPv4Address, ImmutableArray<RowSet>> cut = [];
        HashSet<IPv4Address> chosen = [];
        foreach (RowSet rows in delta.Rows)
        {
            BucketTable? table = before.Pools.GetValueOrDefault(rows.Pool);
            Dictionary<IPv4Address, RowSetBuilder> builders = [];
            for (int i = 0; i < rows.Count; i++)
            {
                chosen.Clear();
                Row old = table?[rows.Buckets[i]] ?? default;
                Row fresh = rows[i];
                chooser(old, fresh, chosen);
                chosen.Remove(IPv4Address.None);
                foreach (IPv4Address server in chosen)
                {
                    if (!builders.TryGetValue(server, out RowSetBuilder? builder)) builders[server] = builder = new();
                    builder.Add(rows.Buckets[i], rows.WordsOf(i));
                }
            }

            foreach ((IPv4Address server, RowSetBuilder builder) in builders)
            {
                cut[server] = cut.GetValueOrDefault(server, []).Add(builder.Build(rows));
            }
        }

        return cut;
    }

    private delegate void Chooser(in Row before, in Row after, HashSet<IPv4Address> servers);

    private sealed class RowSetBuilder
    {
        private readonly ImmutableArray<int>.Builder _buckets = ImmutableArray.CreateBuilder<int>();
        private readonly ImmutableArray<uint>.Builder _words = ImmutableArray.CreateBuilder<uint>();

        internal void Add(int bucket, ReadOnlySpan<uint> words)
        {
            _buckets.Add(bucket);
            _words.AddRange(words);
        }

        internal RowSet Build(RowSet like) =>
            like with { Buckets = _buckets.DrainToImmutable(), Words = _words.DrainToImmutable() };
    }
}
