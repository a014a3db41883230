using System.CommandLine;
using Microsoft.AspNetCore.Builder;

namespace Beamer.Hosting;

/// <summary>The command line that all daemons have.</summary>
public static class DaemonCommand
{
    /// <summary>
    /// Runs the daemon; <c>--help</c> and <c>--version</c> answer instead. All else that is given is left to <see
    /// cref="DaemonHost.CreateBuilder"/>, which refuses what it does not know.
    /// </summary>
    /// <param name="name">The program's name.</param>
    /// <param name="purpose">What it does, one sentence.</param>
    /// <param name="section">The section of the options file.</param>
    /// <param name="build">Composes the daemon.</param>
    public static RootCommand Create(string name, string purpose, string section, Func<WebApplication> build)
    {
        RootCommand command = new(
            $"{name}: {purpose} --{section}:Field VALUE sets one field of its options, in place of the file's.")
        {
            Config(section),
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((_, _) => DaemonHost.RunAsync(name, build));
        return command;
    }

    /// <summary>A verb beside the daemon that is given the daemon's own options.</summary>
    /// <param name="verb">Its name.</param>
    /// <param name="purpose">What it does, one sentence.</param>
    /// <param name="section">The section of the options file.</param>
    /// <param name="run">Does it, and returns the exit status.</param>
    public static Command CreateVerb(string verb, string purpose, string section, Func<int> run)
    {
        Command command = new(verb, purpose) { Config(section) };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(_ => run());
        return command;
    }

    private static Option<string> Config(string section) =>
        new("--config") { Description = $"The options file (JSON, section \"{section}\")." };
}
