using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <content>Operators' verbs: each becomes a new intent, is refused with every reason, or accepted whole.</content>
public sealed partial class FleetEngine
{
    /// <summary>Declares the whole fleet. A server that it does not name is drained and then leaves.</summary>
    /// <remarks>Whether it is frozen stays as it is.</remarks>
    public ChangeResult Apply(FleetIntent intent, ChangeOptions options, TimeSpan now) =>
        Change(intent with { IsFrozen = Intent.IsFrozen }, options, "apply", now);

    /// <summary>Holds every planned move back until <see cref="Thaw"/>; emergencies still move buckets.</summary>
    public ChangeResult Freeze(ChangeOptions options, TimeSpan now) =>
        Change(Intent with { IsFrozen = true }, options, "freeze", now);

    /// <summary>Lets planned moves go on.</summary>
    public ChangeResult Thaw(ChangeOptions options, TimeSpan now) =>
        Change(Intent with { IsFrozen = false }, options, "thaw", now);

    /// <summary>Declares one server more.</summary>
    public ChangeResult AddServer(IntentServer server, ChangeOptions options, TimeSpan now) =>
        Intent.FindServer(server.Name) is null
            ? Change(Intent.With(server), options, $"add server {server.Name}", now)
            : ChangeResult.Refused([$"name '{server.Name}' is already a server of this fleet."]);

    /// <summary>Asks a server to own no bucket; its flows finish in their own time.</summary>
    public ChangeResult Drain(string server, ChangeOptions options, TimeSpan now) =>
        Intent.FindServer(server) is { } declared
            ? Change(Intent.With(declared with { Drain = true }), options, $"drain {server}", now)
            : UnknownServer(server);

    /// <summary>Changes a server's share, and ends its drain unless the weight is 0.</summary>
    public ChangeResult SetWeight(string server, uint weight, ChangeOptions options, TimeSpan now) =>
        Intent.FindServer(server) is { } declared
            ? Change(
                Intent.With(declared with { Weight = weight, Drain = declared.Drain && weight == 0 }),
                options,
                $"set the weight of {server} to {weight}",
                now)
            : UnknownServer(server);

    /// <summary>Removes a server that no row names, or with force any: its flows end.</summary>
    public ChangeResult Remove(string server, ChangeOptions options, TimeSpan now)
    {
        if (!_servers.TryGetValue(server, out ServerRecord? record)) return UnknownServer(server);
        bool isNamed = _census.Names(record.Address)
            || (_inFlight is not null && RowCensus.Of(_inFlight.After).Names(record.Address));
        if (!isNamed) return Change(Intent.WithoutServer(server), options, $"remove {server}", now);
        List<string> reasons = [];
        if (!options.Force)
        {
            reasons.Add(
                $"name '{server}': {_census.Owned(record.Address)} rows name it as current "
                + $"and {_census.Previous(record.Address)} as previous owner; "
                + "drain it first, or use force, which ends its flows.");
        }

        bool hasHeir = _servers.Values.Any(
            other => other != record && other.Pool == record.Pool && StandingOf(other) == Standing.Receives);
        if (!hasHeir) reasons.Add($"name '{server}': no other server of its pool can take its buckets now.");
        if (reasons.Count > 0) return ChangeResult.Refused(reasons);
        record.IsForcedOut = true;
        ChangeResult result = Change(Intent.WithoutServer(server), options, $"remove {server} by force", now);
        record.IsForcedOut = result.IsAccepted;
        return result;
    }

    /// <summary>
    /// Declares that a MUX will not come back: barriers no longer wait for it and agents drop its packets.
    /// </summary>
    public ChangeResult ForgetMux(string mux, ChangeOptions options, TimeSpan now)
    {
        if (Intent.FindMux(mux) is null) return ChangeResult.Refused([$"name '{mux}' is not a MUX of this fleet."]);
        bool isConnected = _muxes.TryGetValue(mux, out MuxRecord? record) && record.IsConnected;
        return isConnected
            ? ChangeResult.Refused([$"name '{mux}': the MUX is connected; stop it first."])
            : Change(Intent.WithoutMux(mux), options, $"forget MUX {mux}", now);
    }

    /// <summary>Publishes newer rows that equal those of an older table, as far as R2 and R14 allow.</summary>
    public ChangeResult Rollback(FleetTable older, ChangeOptions options, TimeSpan now)
    {
        _rollback = older;
        ChangeResult result = Change(Intent, options, $"roll back to generation {older.Generation}", now);
        if (!result.IsAccepted) _rollback = null;
        return result;
    }

    /// <summary>What <see cref="Apply"/> would do.</summary>
    public ChangeResult Plan(FleetIntent intent, ChangeOptions options, TimeSpan now)
    {
        Turn(now);
        return Weigh(intent with { IsFrozen = Intent.IsFrozen }, options);
    }

    private static ChangeResult UnknownServer(string name) =>
        ChangeResult.Refused([$"name '{name}' is not a server of this fleet."]);

    private ChangeResult Change(FleetIntent intent, ChangeOptions options, string wish, TimeSpan now)
    {
        Turn(now);
        ChangeResult result = Weigh(intent, options);
        if (!result.IsAccepted) return result;
        Generation before = NewestTable().Generation;
        bool waits = _inFlight is not null && result.Generation > Generation.Zero;
        Intent = intent;
        _actor = options.Actor;
        _wish = wish;
        _effects.Add(new FleetEffect.StoreIntent(intent, options.Actor, wish));
        KeepRecords();
        foreach (ServerRecord server in _servers.Values)
        {
            if (server.Declared is not null) server.IsForcedOut = false;
            FollowWish(server);
        }

        _isDirty = true;
        _rowsRead = 0;
        _looksAtAll = true;
        Step();
        bool carries = waits || NewestTable().Generation > before;
        if (!carries) _effects.Add(new FleetEffect.StoreEvent(options.Actor, wish + "."));
        return result with { Generation = carries ? before.Next() : Generation.Zero };
    }

    /// <summary>Every reason against an intent, and what it would do.</summary>
    private ChangeResult Weigh(FleetIntent intent, ChangeOptions options)
    {
        List<string> reasons = FleetIntentRules.Check(intent);
        reasons.AddRange(FleetIntentRules.CheckChange(Intent, intent));
        CheckLeaving(intent, reasons);
        if (reasons.Count > 0) return ChangeResult.Refused(reasons);
        FleetTable before = NewestTable();
        FleetDraft draft = Compose(before, intent, hypothetical: true);
        CheckBlastRadius(draft, intent, options, reasons);
        IEnumerable<string> changes = draft.Configuration is null
            ? []
            : FleetConfigurations.Differences(before.Configuration, draft.Configuration);
        return new ChangeResult(
            [.. reasons],
            draft.IsEmpty ? Generation.Zero : before.Generation.Next(),
            draft.ToPlan(NamesOf(intent), changes));
    }

    private FleetTable NewestTable() => _inFlight?.After ?? Committed;

    /// <summary>
    /// A server that was undeclared lives on until no row names it; until then its name and address are taken.
    /// </summary>
    private void CheckLeaving(FleetIntent intent, List<string> reasons)
    {
        foreach (IntentServer server in intent.Servers)
        {
            if (_servers.TryGetValue(server.Name, out ServerRecord? known) && known.Declared is null)
            {
                FleetIntentRules.CheckMove(new Server(known.Name, known.Address, known.Pool), server, reasons);
            }

            if (_serversByAddress.TryGetValue(server.Address, out ServerRecord? holder)
                && holder.Name != server.Name && intent.FindServer(holder.Name) is null)
            {
                reasons.Add($"servers[{server.Name}].address {server.Address} is still in use by {holder.Name}, "
                    + "which is leaving.");
            }
        }
    }

    private void CheckBlastRadius(FleetDraft draft, FleetIntent intent, ChangeOptions options, List<string> reasons)
    {
        if (!_rules.BlastRadius || options.Force) return;
        foreach (PoolDraft pool in draft.Pools)
        {
            int moved = FleetDraft.CountMoved(pool);
            if (moved <= pool.Pool.BucketCount * _settings.MovedShareMax) continue;
            reasons.Add(
                $"pools[{pool.Pool.Name}]: {moved} of {pool.Pool.BucketCount} buckets would move, "
                + $"more than {_settings.MovedShareMax:P0}; use force if that is meant.");
        }

        foreach (IntentPool known in Intent.Pools)
        {
            bool owned = Intent.Servers.Any(server => server.Pool == known.Pool.Id && server.WantsBuckets);
            if (!owned) continue;
            if (intent.FindPool(known.Pool.Name) is null)
            {
                reasons.Add(
                    $"pools[{known.Pool.Name}] would be removed although it has servers; use force if that is meant.");
            }
            else if (!options.AllowEmpty
                && !intent.Servers.Any(server => server.Pool == known.Pool.Id && server.WantsBuckets))
            {
                reasons.Add($"pools[{known.Pool.Name}] would have no server that owns buckets; "
                    + "use allow_empty if that is meant.");
            }
        }
    }

    private Func<IPv4Address, string> NamesOf(FleetIntent intent)
    {
        Dictionary<IPv4Address, string> names =
            intent.Servers.ToDictionary(server => server.Address, server => server.Name);
        return address => names.GetValueOrDefault(address) ?? NameOf(address);
    }

    /// <summary>
    /// Moves buckets to the owners that they had in an older table, each by the rules of a planned move.
    /// </summary>
    private void RollBack(PoolDraft draft, FleetTable older)
    {
        if (!older.Pools.TryGetValue(draft.Pool.Id, out BucketTable? former) || former.Pool.Layout != draft.Pool.Layout)
        {
            return;
        }

        if (former.Pool.BucketCount != draft.Pool.BucketCount) return;
        Generation muxLine = MuxLine();
        for (int bucket = 0; bucket < draft.Pool.BucketCount; bucket++)
        {
            Row row = draft[bucket];
            IPv4Address owner = former[bucket].Current;
            if (owner.IsNone || owner == row.Current) continue;
            IPv4Address[] kept = [row.Current, .. row.Previous];
            kept = [.. kept.Where(server => server != owner && IsAlive(server))];
            string? reason = RefusalOf(row, owner, kept.Length, draft.Pool, muxLine);
            if (reason is not null)
            {
                draft.Queue(reason);
                continue;
            }

            draft.Set(bucket, owner, kept);
            draft.Moves.Add(new Planning.PlannedMove(bucket, row.Current, owner));
        }
    }

    private string? RefusalOf(in Row row, IPv4Address owner, int kept, Pool pool, Generation muxLine)
    {
        bool receives = _serversByAddress.TryGetValue(owner, out ServerRecord? server)
            && StandingOf(server) == Standing.Receives;
        if (!receives) return $"{NameOf(owner)} may not receive buckets now.";
        if (row.Previous.Contains(owner)) return $"It would go back to {NameOf(owner)}, which has to settle first.";
        if (_rules.Freeze && Intent.IsFrozen) return PlanFilter.Frozen;
        if (kept > pool.PreviousMax) return "No slot for one more previous owner.";
        return _rules.MoveBarrier && row.Generation > muxLine
            ? "A MUX has not acknowledged the bucket's last row yet."
            : null;
    }

    private bool IsAlive(IPv4Address address) =>
        _serversByAddress.TryGetValue(address, out ServerRecord? server) && server.State != ServerState.Dead;
}
