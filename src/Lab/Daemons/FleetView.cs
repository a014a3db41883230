using Beamer.Lab.Network;
using Beamer.Rpc.V1;

namespace Beamer.Lab.Daemons;

/// <summary>Reads a status: what keeps the fleet from being as an event wants it. Pure; null = nothing.</summary>
internal static class FleetView
{
    /// <summary>Nothing is in flight, and these MUXes forward by the newest table.</summary>
    public static string? NotConverged(StatusReply status, IEnumerable<LabMux> alive)
    {
        if (status.Publication is { } flight)
        {
            string waitedFor = string.Join(", ", flight.WaitingFor);
            return $"generation {flight.Generation} is in stage {flight.Stage}, waiting for {waitedFor}";
        }

        foreach (LabMux mux in alive)
        {
            StatusReply.Types.Mux? seen = status.Muxes.FirstOrDefault(candidate => candidate.Name == mux.Name);
            if (seen is not { Connected: true }) return $"{mux.Name} is not connected";
            if (seen.Generation != status.Generation)
            {
                return $"{mux.Name} has generation {seen.Generation} and the fleet {status.Generation}";
            }
        }

        return null;
    }

    /// <summary>A MUX forwards by a newer table than this.</summary>
    public static string? NotBeyond(StatusReply status, LabMux mux, uint generation) =>
        status.Muxes.Any(seen => seen.Name == mux.Name && seen.Generation > generation)
            ? null
            : $"{mux.Name} has nothing newer than generation {generation}";

    /// <summary>The server answers new connections, by its state and by its share of the buckets.</summary>
    public static string? NotServing(StatusReply status, LabServer server) => Find(status, server) switch
    {
        null => $"{server.Name} is unknown",
        { State: not "active" } joining => $"{server.Name} is {joining.State}{Problems(joining)}",
        { Admitted: false } stranger => $"{server.Name} is not admitted{Problems(stranger)}",
        { Owned: 0 } => $"{server.Name} owns no bucket",
        _ => null,
    };

    /// <summary>The fleet has noticed that something is wrong with the server.</summary>
    public static string? StillTrusted(StatusReply status, LabServer server) =>
        Find(status, server) is { State: "active", Problems.Count: 0 } ? $"{server.Name} is still trusted" : null;

    /// <summary>The server gets no new connection.</summary>
    public static string? StillOwning(StatusReply status, LabServer server) =>
        Find(status, server) is { Owned: > 0 } owner ? $"{server.Name} still owns {owner.Owned} buckets" : null;

    /// <summary>The fleet knows that the server is to leave.</summary>
    public static string? NotDraining(StatusReply status, LabServer server) =>
        Find(status, server) is { State: "draining" or "drained" } ? null : $"{server.Name} is not draining";

    /// <summary>The agent, old or new, is connected and may answer.</summary>
    public static string? NotFollowing(StatusReply status, LabServer server) => Find(status, server) switch
    {
        { Connected: true, Lease: true, Admitted: true } => null,
        null => $"{server.Name} is unknown",
        StatusReply.Types.Server seen =>
            $"{server.Name} is {(seen.Connected ? "connected" : "not connected")}"
            + $"{(seen.Lease ? "" : ", without lease")}{(seen.Admitted ? "" : ", not admitted")}{Problems(seen)}",
    };

    /// <summary>What is open with the first of these servers with which anything is.</summary>
    public static string? First(IEnumerable<LabServer> servers, Func<LabServer, string?> open) =>
        servers.Select(open).FirstOrDefault(clause => clause is not null);

    /// <summary>How many buckets a server owns.</summary>
    public static uint Owned(StatusReply status, LabServer server) => Find(status, server)?.Owned ?? 0;

    private static StatusReply.Types.Server? Find(StatusReply status, LabServer server) =>
        status.Servers.FirstOrDefault(candidate => candidate.Name == server.Name);

    private static string Problems(StatusReply.Types.Server server) =>
        server.Problems.Count == 0 ? "" : ": " + string.Join(" ", server.Problems);
}
