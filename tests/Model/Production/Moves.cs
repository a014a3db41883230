using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// R2, R11, R14 and the move barrier: which row the controller publishes when it wants the bucket to go to certain
/// servers. Asks production's <see cref="StandingRule"/>, <see cref="Planner"/> and <see cref="PlanFilter"/>.
/// </summary>
internal sealed class Moves
{
    private readonly ModelFleet _fleet;
    private readonly ModelSettings _settings;
    private readonly Memo<Wish, Owners?> _plans;

    internal Moves(ModelFleet fleet, ModelSettings settings)
    {
        _fleet = fleet;
        _settings = settings;
        _plans = new Memo<Wish, Owners?>(Plan, settings.Forgets);
    }

    /// <summary>The row that follows, or null when nothing is published.</summary>
    /// <param name="state">Now.</param>
    /// <param name="receivers">Who may own the bucket.</param>
    internal Owners? Next(in State state, ServerSet receivers)
    {
        int muxLine = state.Rows.Last;
        for (int mux = 0; mux < _settings.Muxes; mux++) muxLine = Math.Min(muxLine, state.Muxes[mux]);
        return _plans[new Wish(state.Rows, receivers, state.Trusted, _settings.Joining(state), muxLine)];
    }

    private Owners? Plan(Wish wish)
    {
        FleetTable newest = _fleet.At(wish.Rows, wish.Rows.Last).Table;
        PoolDraft draft = new(newest.Pools[_fleet.Pool.Id], newest.Generation.Next());
        Dictionary<IPv4Address, Standing> standings = [];
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            standings[ModelFleet.AddressOf(server)] = StandingRule.Of(
                StateOf(wish, server),
                isForcedOut: false,
                mayOwn: wish.Receivers.Has(server),
                isWell: true,
                ownsBuckets: wish.Rows.Newest.Current == server,
                _settings.Fleet);
        }

        PlanServer[] servers = [.. standings.Select(entry => new PlanServer(
            entry.Key, 1, entry.Value == Standing.Receives, entry.Value != Standing.Dead))];
        MovePlan plan = Planner.Plan(draft.Before, servers, draft.Next, _settings.Planner);
        Generation line = _settings.Fleet.MoveBarrier
            ? ModelFleet.GenerationOf(wish.MuxLine)
            : new Generation(uint.MaxValue);
        new PlanFilter(draft, draft.Before, standings, line, isFrozen: false).Take(plan, address => address.ToString());
        return draft.Result() is { } rows ? ModelFleet.OwnersOf(rows[0]) : null;
    }

    private ServerState StateOf(in Wish wish, int server)
    {
        if (wish.Joining.Has(server)) return ServerState.Joining;
        return wish.Trusted.Has(server) ? ServerState.Active : _settings.StateOfUntrusted;
    }

    /// <summary>All that a plan depends on.</summary>
    private readonly record struct Wish(
        RowHistory Rows, ServerSet Receivers, ServerSet Trusted, ServerSet Joining, int MuxLine);
}
