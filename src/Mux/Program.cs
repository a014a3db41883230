using System.CommandLine;
using Beamer.Hosting;
using Beamer.Mux.Replay;

namespace Beamer.Mux;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var config = new Option<string>("--config") { Description = "The options file (JSON, section \"Mux\")." };
        arguments = [.. arguments.Select(Spelled)];
        var root = new RootCommand("beamer-mux: forwards packets for VIPs to the servers that own their buckets.")
        {
            config,
            ReplayCommand.Create(),
            DetachCommand.Create(arguments),
        };
        // --Mux:Field value overrides a field of the options file; the host reads these.
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((_, _) => DaemonHost.RunAsync("beamer-mux", () => MuxDaemon.Build(arguments)));
        return await root.Parse(arguments).InvokeAsync();
    }

    /// <summary>The one field that has a short form.</summary>
    private static string Spelled(string argument) =>
        argument == "--datapath" || argument.StartsWith("--datapath=", StringComparison.Ordinal)
            ? "--Mux:Datapath" + argument["--datapath".Length..]
            : argument;
}
