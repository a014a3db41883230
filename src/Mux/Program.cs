using System.CommandLine;
using Beamer.Hosting;
using Beamer.Mux.Replay;

namespace Beamer.Mux;

internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        string[] options = [.. arguments.Select(Spelled)];
        RootCommand root = DaemonCommand.Create(
            "beamer-mux",
            "forwards packets for VIPs to the servers that own their buckets.",
            MuxOptions.Section,
            () => MuxDaemon.Build(options));
        root.Add(ReplayCommand.Create());
        root.Add(DetachCommand.Create(options));
        return DaemonCommand.RunAsync(root, options);
    }

    /// <summary>The one field that has a short form.</summary>
    private static string Spelled(string argument) =>
        argument == "--datapath" || argument.StartsWith("--datapath=", StringComparison.Ordinal)
            ? "--Mux:Datapath" + argument["--datapath".Length..]
            : argument;
}
