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
    /// <param name="arguments">The whole command line: the options are the daemon's own.</param>
    internal static Command Create(string[] arguments) => DaemonCommand.CreateVerb(
        "beamer-backend",
        "detach",
        "Takes the program that a stopped agent has left in the kernel off its interface.",
        BackendOptions.Section,
        arguments,
        Detach);

    private static string Detach(string[] arguments)
    {
        BackendOptions options = DaemonHost.BindOptions(
            DaemonHost.CreateBuilder(arguments),
            BackendOptions.Section,
            BackendOptions.Bind,
            new BackendOptionsRules());
        try
        {
            using KernelPath kernel = new(options, new AgentState(IPv4Address.Parse(options.Address)));
            return kernel.Remove() ? "The program is taken away." : "There was no program in the kernel.";
        }
        catch (LinkException e)
        {
            throw new StartException(e.Message);
        }
    }
}
