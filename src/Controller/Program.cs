using Beamer.Hosting;

namespace Beamer.Controller;

internal static class Program
{
    private static Task<int> Main(string[] arguments) =>
        DaemonHost.RunAsync("beamer-controller", () => ControllerHost.Build(arguments));
}
