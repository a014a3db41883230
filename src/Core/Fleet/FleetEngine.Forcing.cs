namespace Beamer.Core.Fleet;

/// <content>Force-settle: an operator gives up the connections that keep a server's rows from settling.</content>
public sealed partial class FleetEngine
{
    /// <summary>
    /// Has a server's agent end what is left in the buckets of which it is an unsettled previous owner. The rows then
    /// settle like all others, by R10: nothing leaves them that was not counted.
    /// </summary>
    public ChangeResult ForceSettle(string server, ChangeOptions options, TimeSpan now)
    {
        Turn(now);
        if (!_servers.TryGetValue(server, out ServerRecord? record)) return UnknownServer(server);
        int buckets = _census.Previous(record.Address);
        List<string> reasons = [];
        if (buckets == 0) reasons.Add($"name '{server}': no row names it as previous owner; nothing has to settle.");
        if (!record.IsConnected || !record.IsAdmitSent)
        {
            reasons.Add($"name '{server}': its agent is not connected and admitted, so that nobody can do it.");
        }

        if (!options.BreakConnections)
        {
            reasons.Add(
                $"name '{server}': {UnsettledConnections(record)} connections in {buckets} buckets, by the last count, "
                + "would be broken; confirm with break_connections.");
        }

        if (reasons.Count > 0) return ChangeResult.Refused(reasons);
        record.BreakToken = ++_lastToken;
        record.BreakActor = options.Actor;
        _effects.Add(new FleetEffect.StoreEvent(
            options.Actor, $"force-settle {server}: ends the connections of its {buckets} unsettled buckets."));
        Send(record.Follower!.Value, new FeedCommand.Break(record.BreakToken));
        return new ChangeResult([], Generation.Zero, ChangePlan.Nothing);
    }

    /// <summary>An agent ended connections because it was told to.</summary>
    /// <param name="follower">Who says it.</param>
    /// <param name="token">Of the order.</param>
    /// <param name="connections">How many were ended.</param>
    /// <param name="problem">One sentence when not all could be; else empty.</param>
    /// <param name="now">The time.</param>
    public void Broke(FollowerId follower, ulong token, ulong connections, string problem, TimeSpan now)
    {
        if (!Heard(follower, now, out MachineRecord? machine) || machine is not ServerRecord server) return;
        if (token == 0 || token != server.BreakToken)
        {
            Audit($"{server.Name} answered the order {token} to end connections, which was not given.");
            return;
        }

        EndForcing(server, problem.Length == 0
            ? $"{connections} connections broken."
            : $"{connections} connections broken; {problem}");
        Step();
    }

    private void EndForcing(ServerRecord server, string outcome)
    {
        if (server.BreakToken == 0) return;
        server.BreakToken = 0;
        _effects.Add(new FleetEffect.StoreEvent(server.BreakActor, $"force-settle {server.Name}: {outcome}"));
    }
}
