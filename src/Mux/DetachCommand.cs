using System.CommandLine;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Mux.Xdp;
using Microsoft.AspNetCore.Builder;

namespace Beamer.Mux;

/// <summary><c>beamer-mux detach --config /etc/beamer/mux.json</c>: takes the XDP program off its interface.</summary>
/// <remarks>A stopped daemon leaves it there, so that a restart loses no packet.</remarks>
internal static class DetachCommand
{
    private const string Verb = "detach";

    /// <param name="arguments">The whole command line: the options are the daemon's own.</param>
    public static Command Create(string[] arguments) => DaemonCommand.CreateVerb(
        Verb,
        "Takes the XDP program that a stopped MUX has left off its interface.",
        MuxOptions.Section,
        () => Run([.. arguments.Where(argument => argument != Verb)]));

    /// <returns>The exit status: 0, or 1 when something was wrong.</returns>
    private static int Run(string[] arguments)
    {
        try
        {
            WebApplicationBuilder builder = DaemonHost.CreateBuilder(arguments);
            MuxOptions options = DaemonHost.BindOptions(
                builder, MuxOptions.Section, MuxOptions.Bind, new MuxOptionsRules());
            bool had = XdpPins.Of(options).Remove();
            Console.WriteLine(had ? "The XDP program is taken away." : "There was no XDP program.");
            return 0;
        }
        catch (StartException e)
        {
            foreach (string sentence in e.Sentences) Console.Error.WriteLine($"beamer-mux detach: {sentence}");
        }
        catch (Exception e) when (e is LinkException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"beamer-mux detach: {e.Message}");
        }

        return 1;
    }
}
