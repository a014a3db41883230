using System.CommandLine;

namespace Beamer.Lab;

/// <summary>beamer-lab: a whole fleet with real traffic on one machine.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            // After Ctrl-C everything is removed first; that takes its time.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        try
        {
            return await Verbs.Root().Parse(arguments).InvokeAsync(configuration);
        }
        catch (LabException problem)
        {
            await Console.Error.WriteLineAsync("beamer-lab: " + problem.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("beamer-lab: interrupted; everything is removed.");
            return 130;
        }
    }
}
