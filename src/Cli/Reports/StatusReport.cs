using Beamer.Rpc.V1;

namespace Beamer.Cli.Reports;

/// <summary>The fleet on a page.</summary>
internal static class StatusReport
{
    private const string ClearScreen = "\e[H\e[2J";
    private const string Frozen = "FROZEN: planned moves wait; 'beamerctl thaw' lets them go on.";

    public static void Write(Terminal terminal, StatusReply status)
    {
        WriteHead(terminal, status);
        terminal.Output.WriteLine();
        WritePools(terminal, status);
        WriteServers(terminal, status);
        WriteMuxes(terminal, status);
        foreach (string problem in Problems(status)) terminal.Output.WriteLine(problem);
    }

    /// <summary>The next page of a watch: in place of the last one for a person, below it in a file.</summary>
    public static void WriteNext(Terminal terminal, StatusReply status)
    {
        terminal.Output.Write(terminal.IsInteractive ? ClearScreen : "");
        Write(terminal, status);
        if (!terminal.IsInteractive) terminal.Output.WriteLine();
    }

    /// <summary>One or two lines: generation, and whether all follow it.</summary>
    public static void WriteHead(Terminal terminal, StatusReply status)
    {
        string state = status.Converged ? "converged" : "converging";
        terminal.Output.WriteLine(
            $"generation {status.Generation}, term {status.Term}, digest {status.Digest}: {state}");
        if (status.Frozen) terminal.Output.WriteLine(Frozen);
        if (status.Publication is StatusReply.Types.Publication publication)
        {
            terminal.Output.WriteLine(InFlight(publication));
        }
    }

    /// <summary>Why the fleet has not converged, a sentence each.</summary>
    public static IEnumerable<string> Laggards(StatusReply status)
    {
        if (status.Frozen) yield return Frozen;
        if (status.Publication is StatusReply.Types.Publication publication) yield return InFlight(publication);
        foreach (StatusReply.Types.Pool pool in status.Pools.Where(pool => pool.Queued > 0))
        {
            yield return $"pool {pool.Name}: {Words.Count(pool.Queued)} moves are queued.";
        }

        foreach (StatusReply.Types.Server server in status.Servers)
        {
            if (server.StartPercent is 0 or 100) continue;
            yield return $"server {server.Name} starts slowly: it has {server.StartPercent} % of its weight.";
        }

        foreach (StatusReply.Types.Mux mux in status.Muxes.Where(mux => mux.Connected && mux.Lag > 0))
        {
            yield return $"MUX {mux.Name} is at generation {mux.Generation}, {mux.Lag} behind.";
        }

        foreach (StatusReply.Types.Server server in status.Servers.Where(server => server.Connected))
        {
            if (server.Generation >= status.Generation) continue;
            yield return $"server {server.Name} is at generation {server.Generation}, {LagOf(server, status)} behind.";
        }
    }

    private static string InFlight(StatusReply.Types.Publication publication) =>
        $"generation {publication.Generation} is in flight: stage {publication.Stage}, "
        + $"waiting for {Words.OrDash(string.Join(", ", publication.WaitingFor))}";

    private static void WritePools(Terminal terminal, StatusReply status)
    {
        Listing listing = new("POOL", "BUCKETS", "UNSETTLED", "QUEUED", "OLDEST");
        foreach (StatusReply.Types.Pool pool in status.Pools)
        {
            listing.Add(
                pool.Name,
                Words.Count(pool.Buckets),
                Words.Count(pool.Unsettled),
                Words.Count(pool.Queued),
                Words.Seconds(pool.OldestUnsettledSeconds));
        }

        listing.Write(terminal);
    }

    private static void WriteServers(Terminal terminal, StatusReply status)
    {
        Listing listing = new(
            "SERVER", "ADDRESS", "POOL", "STATE", "WEIGHT", "OWNED", "PREVIOUS", "CONNECTIONS", "OLDEST", "GENERATION",
            "LAG", "AGENT");
        foreach (StatusReply.Types.Server server in status.Servers)
        {
            listing.Add(
                server.Name,
                server.Address,
                server.Pool,
                server.State,
                Words.Number(server.Weight),
                Words.Count(server.Owned),
                Words.Count(server.Previous),
                Words.Count(server.UnsettledConnections),
                Words.Seconds(server.OldestUnsettledSeconds),
                Words.Number(server.Generation),
                Words.Number(LagOf(server, status)),
                AgentOf(server));
        }

        listing.Write(terminal);
    }

    private static void WriteMuxes(Terminal terminal, StatusReply status)
    {
        Listing listing = new("MUX", "ADDRESS", "CONNECTED", "GENERATION", "LAG", "SILENT");
        foreach (StatusReply.Types.Mux mux in status.Muxes)
        {
            listing.Add(
                mux.Name,
                mux.Address,
                Words.YesNo(mux.Connected),
                Words.Number(mux.Generation),
                Words.Number(mux.Lag),
                Words.Seconds(mux.SecondsSinceWord));
        }

        listing.Write(terminal);
    }

    private static uint LagOf(StatusReply.Types.Server server, StatusReply status) =>
        server.Generation < status.Generation ? status.Generation - server.Generation : 0;

    private static string AgentOf(StatusReply.Types.Server server) =>
        !server.Connected ? "not connected"
        : !server.Admitted ? "not admitted"
        : server.Lease ? "admitted, lease"
        : "admitted, no lease";

    private static IEnumerable<string> Problems(StatusReply status) =>
        status.Servers.SelectMany(server => server.Problems.Select(problem => $"server {server.Name}: {problem}"))
            .Concat(status.Alarms.Select(alarm => $"ALARM: {alarm}"));
}
