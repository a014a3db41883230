using Beamer.Hosting;

namespace Beamer.Controller;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => DaemonCommand
        .Create(
            "beamer-controller",
            "plans which server owns which bucket, and publishes it to MUXes and agents.",
            ControllerOptions.Section,
            () => ControllerHost.Build(arguments))
        .Parse(arguments)
        .InvokeAsync();
}
