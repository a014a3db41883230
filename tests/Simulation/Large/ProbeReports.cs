using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation.Large;

/// <summary>What MUXes report of the servers: the same values for all that see the same.</summary>
internal sealed class ProbeReports
{
    private readonly Dictionary<(FleetConfiguration, uint), ImmutableArray<ProbeResult>> _made = [];
    private IPv4Address _failed = IPv4Address.None;
    private TimeSpan _failedAt;

    /// <summary>A server answers no more; one in a run.</summary>
    internal void Fail(IPv4Address server, TimeSpan now)
    {
        _failed = server;
        _failedAt = now;
    }

    internal void Clear() => _made.Clear();

    /// <summary>What a MUX with this configuration reports now.</summary>
    internal ImmutableArray<ProbeResult> Of(FleetConfiguration configuration, TimeSpan now)
    {
        uint missed = _failed.IsNone ? 0 : Math.Min(1 + (uint)(now - _failedAt).TotalSeconds, 10);
        (FleetConfiguration, uint) key = (configuration, missed);
        if (_made.TryGetValue(key, out ImmutableArray<ProbeResult> results)) return results;
        results =
        [
            .. configuration.Servers.Select(server => new ProbeResult(
                server.Address, server.Address == _failed ? missed : 0, Generation.Zero, 0)),
        ];
        if (_made.Count > 20) _made.Clear();
        return _made[key] = results;
    }
}
