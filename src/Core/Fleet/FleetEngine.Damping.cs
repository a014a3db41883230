using Beamer.Core.Planning;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <content>Who may get new buckets: damped health, penalties for those that come and go, slow start.</content>
public sealed partial class FleetEngine
{
    private int _voters;

    /// <summary>
    /// Whether the MUXes reach a server steadily enough to give it more than it has. A bucket without an owner loses
    /// everything anyway, so the first fill of a pool trusts the first answer.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="isTrusting">One answer is enough.</param>
    private bool IsProven(ServerRecord server, bool isTrusting)
    {
        if (_votes.Voters == 0) return true;
        if (!server.HasAnswered) return false;
        if (isTrusting || !_rules.DampedHealth || _census.Pool(server.Pool).Owned == 0) return true;
        return IsSteady(server) && !IsSuppressed(server);
    }

    /// <summary>
    /// When a dead server owns buckets and nobody is proven, one that is only reachable is better than none.
    /// </summary>
    private void TrustInEmergency(Dictionary<IPv4Address, Standing> standings)
    {
        bool isEmergency = !standings.ContainsValue(Standing.Receives)
            && standings.Any(entry => entry.Value == Standing.Dead && _census.Owned(entry.Key) > 0);
        if (!isEmergency) return;
        foreach (IPv4Address address in standings.Keys)
        {
            standings[address] = StandingOf(_serversByAddress[address], isTrusting: true);
        }
    }

    /// <summary>More of the MUXes that have a vote find it up than down; true when nobody votes.</summary>
    private bool IsSteady(ServerRecord server) => _votes.Voters == 0 || server.UpBalance > 0;

    private bool IsSuppressed(ServerRecord server) =>
        _rules.FlapDamping && server.Flaps.IsSuppressed(_now, _settings);

    /// <summary>A server fell: it was taken out, or came back without what it knew.</summary>
    private void NoteFall(ServerRecord server)
    {
        server.Flaps = server.Flaps.AfterFall(_now, _settings);
        if (!IsSuppressed(server)) return;
        Alarm(
            $"flaps {server.Name}",
            $"{server.Name} comes and goes: it gets no new buckets until it has stayed for a while.");
    }

    /// <summary>Ends penalties that have decayed, and takes the steps of slow starts that are due.</summary>
    private void WatchNewcomers()
    {
        // Votes also end by age, with no report that would tell.
        _isDirty |= _votes.Voters < _voters;
        _voters = _votes.Voters;
        foreach (ServerRecord server in _servers.Values)
        {
            if (server.Flaps.WasSuppressed && !server.Flaps.IsSuppressed(_now, _settings))
            {
                server.Flaps = server.Flaps with { WasSuppressed = false };
                _alarms.Clear($"flaps {server.Name}");
                _isDirty = true;
            }

            if (server.Step == SlowStart.Steps || StepOf(server) == server.Step) continue;
            server.Step = StepOf(server);
            _isDirty = true;
        }
    }

    private uint StepOf(ServerRecord server) => _rules.SlowStart && server.StartedAt is { } start
        ? SlowStart.StepAfter(_now - start, _settings)
        : SlowStart.Steps;

    private bool IsStarting(ServerRecord server) => server.Step < SlowStart.Steps;

    /// <summary>
    /// Begins the slow start of those that may receive from now on and own nothing yet, in a pool that others serve.
    /// </summary>
    private void NoteReceivers(PoolId pool, Dictionary<IPv4Address, Standing> standings)
    {
        bool isServed = _census.Pool(pool).Owned > 0;
        foreach ((IPv4Address address, Standing standing) in standings)
        {
            if (!_serversByAddress.TryGetValue(address, out ServerRecord? server)) continue;
            bool receives = standing == Standing.Receives;
            if (receives && !server.IsReceiver)
            {
                server.StartedAt = isServed && _census.Owned(address) == 0 ? _now : null;
                server.Step = StepOf(server);
            }
            else if (standing is Standing.Leaves or Standing.Dead)
            {
                server.Step = SlowStart.Steps;
            }

            server.IsReceiver = receives || (standing == Standing.Keeps && server.IsReceiver);
        }
    }

    /// <summary>What the planner is told: weights in full, or all of them in steps while one server starts.</summary>
    private PlanServer[] PlanServers(Dictionary<IPv4Address, Standing> standings, FleetIntent intent, bool hypothetical)
    {
        bool inSteps = !hypothetical && standings.Any(entry =>
            entry.Value == Standing.Receives && IsStarting(_serversByAddress[entry.Key]));
        Dictionary<IPv4Address, uint> weights =
            intent.Servers.ToDictionary(server => server.Address, server => server.Weight);
        return [.. standings.Select(entry => new PlanServer(
            entry.Key,
            WeightOf(entry.Key),
            entry.Value == Standing.Receives,
            entry.Value != Standing.Dead))];

        uint WeightOf(IPv4Address address)
        {
            uint weight = weights.GetValueOrDefault(address);
            return inSteps ? weight * _serversByAddress[address].Step : weight;
        }
    }
}
