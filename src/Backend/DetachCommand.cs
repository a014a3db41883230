using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Hosting;
using Beamer.Link;

namespace Beamer.Backend;

/// <summary>
/// <c>beamer-backend detach --config FILE</c>: takes the program in the kernel off its interface.
/// </summary>
/// <remarks>A stopped daemon leaves it there, so that a restart loses no packet.</remarks>
internal static class DetachCommand
{
    internal const string Verb = "detach";

    /// <param name="arguments">What follows the verb: the daemon's own options.</param>
    /// <returns>The exit status: 0, or 1 when something was wrong.</returns>
    internal static int Run(string[] arguments)
    {
        try
        {
            BackendOptions options = DaemonHost.BindOptions(
                DaemonHost.CreateBuilder(arguments),
                BackendOptions.Section,
                BackendOptions.Bind,
                new BackendOptionsRules());
            using KernelPath kernel = new(options, new AgentState(IPv4Address.Parse(options.Address)));
            Console.WriteLine(kernel.Remove() ? "The program is taken away." : "There was no program in the kernel.");
            return 0;
        }
        catch (StartException e)
        {
            foreach (string sentence in e.Sentences) Console.Error.WriteLine($"beamer-backend detach: {sentence}");
        }
        catch (Exception e) when (e is LinkException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"beamer-backend detach: {e.Message}");
        }

        return 1;
    }
}
