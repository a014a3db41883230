using System.CommandLine;
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
    private const string Verb = "detach";

    /// <param name="arguments">The whole command line: the options are the daemon's own.</param>
    internal static Command Create(string[] arguments) => DaemonCommand.CreateVerb(
        Verb,
        "Takes the program that a stopped agent has left in the kernel off its interface.",
        BackendOptions.Section,
        () => Run([.. arguments.Where(argument => argument != Verb)]));

    /// <returns>The exit status: 0, or 1 when something was wrong.</returns>
    private static int Run(string[] arguments)
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
