using Beamer.Rpc.V1;

namespace Beamer.Cli.Reports;

/// <summary>How far a drain has come.</summary>
internal static class DrainReport
{
    /// <summary>The state of a server that left the fleet while one waited for it.</summary>
    public const string Removed = "removed";

    /// <summary>Whether the server owns no bucket and no flow that anybody would miss.</summary>
    public static bool IsDone(StatusReply.Types.Server server) =>
        server.State is "drained" or Removed
        || server is { State: "dead" or "joining", Owned: 0, Previous: 0 };

    public static void Write(Terminal terminal, StatusReply.Types.Server server) => terminal.Output.WriteLine(
        IsDone(server) ? $"{server.Name} is {server.State}." : $"{server.Name} is {server.State}: {Left(server)}");

    /// <summary>What is left to wait for, as a sentence.</summary>
    public static string Left(StatusReply.Types.Server server) =>
        $"{Words.Count(server.UnsettledConnections)} connections left in {Words.Count(server.Previous)} buckets, "
        + $"oldest unsettled {Words.Seconds(server.OldestUnsettledSeconds)}; "
        + $"{Words.Count(server.Owned)} buckets still owned.";
}
