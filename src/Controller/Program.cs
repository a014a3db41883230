using System.CommandLine;
using Beamer.Hosting;

namespace Beamer.Controller;

internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        RootCommand root = DaemonCommand.Create(
            "beamer-controller",
            "plans which server owns which bucket, and publishes it to MUXes and agents.",
            ControllerOptions.Section,
            () => ControllerHost.Build(arguments));
        return DaemonCommand.RunAsync(root, arguments);
    }
}
