namespace Beamer.Cli;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => Beamerctl.RunAsync(
        arguments, Terminal.OfProcess(), Pace.OfPerson, Environment.GetEnvironmentVariable);
}
