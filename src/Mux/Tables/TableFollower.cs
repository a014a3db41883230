using System.Reflection;
using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Microsoft.Extensions.Logging;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Mux.Tables;

/// <summary>A MUX's end of the table feed: tables go to the keeper, answers say what became of them.</summary>
internal sealed class TableFollower(
    string name, IPv4Address address, TableKeeper keeper, ILogger<TableFollower> logger) : IFeedHandler
{
    private static readonly string s_version = typeof(TableFollower).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private volatile bool _isConnected;

    /// <summary>Whether a controller is there now.</summary>
    public bool IsConnected => _isConnected;

    public V1.Hello CreateHello()
    {
        FleetTable table = keeper.Table;
        return new V1.Hello
        {
            Role = V1.Role.Mux,
            Name = name,
            Address = address.Value,
            Term = table.Term,
            Generation = table.Generation.Value,
            Digest = table.Digest.Value,
            Version = s_version,
        };
    }

    public IReadOnlyList<string> AcceptSnapshot(FleetTable table) => Told(table.Generation, keeper.Accept(table));

    public IReadOnlyList<string> AcceptDelta(FleetDelta delta) => Told(delta.To, keeper.Accept(delta));

    public void Connected()
    {
        _isConnected = true;
        Log.ControllerConnected(logger);
    }

    public void Disconnected(string reason, bool superseded)
    {
        // A controller that stays away is told once and not with every attempt.
        if (_isConnected || superseded) Log.ControllerLost(logger, reason);
        _isConnected = false;
    }

    private IReadOnlyList<string> Told(Generation generation, IReadOnlyList<string> reasons)
    {
        if (reasons.Count == 0) Log.TableInForce(logger, generation.Value, keeper.Table.Digest.ToString());
        else Log.TableRefused(logger, generation.Value, string.Join(' ', reasons));
        return reasons;
    }
}
