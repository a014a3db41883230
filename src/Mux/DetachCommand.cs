using System.CommandLine;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Mux.Xdp;

namespace Beamer.Mux;

/// <summary><c>beamer-mux detach --config /etc/beamer/mux.json</c>: takes the XDP program off its interface.</summary>
/// <remarks>A stopped daemon leaves it there, so that a restart loses no packet.</remarks>
internal static class DetachCommand
{
    /// <param name="arguments">The whole command line: the options are the daemon's own.</param>
    public static Command Create(string[] arguments) => DaemonCommand.CreateVerb(
        "beamer-mux",
        "detach",
        "Takes the XDP program that a stopped MUX has left off its interface.",
        MuxOptions.Section,
        arguments,
        Detach);

    private static string Detach(string[] arguments)
    {
        MuxOptions options = DaemonHost.BindOptions(
            DaemonHost.CreateBuilder(arguments), MuxOptions.Section, MuxOptions.Bind, new MuxOptionsRules());
        try
        {
            return XdpPins.Of(options).Remove() ? "The XDP program is taken away." : "There was no XDP program.";
        }
        catch (LinkException e)
        {
            throw new StartException(e.Message);
        }
    }
}
