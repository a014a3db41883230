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

    /// <summary>A verb beside the daemon, for which the daemon's own options count.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="purpose">What it does, one sentence.</param>
    /// <param name="section">The section of the options file.</param>
    /// <param name="arguments">The whole command line.</param>
    /// <param name="run">
    /// Does it with what is left of the command line, and says what has become of it. What keeps it from that it throws
    /// as <see cref="StartException"/>: that is told as it is for the daemon, and the status is 1.
    /// </param>
    public static Command CreateVerb(
        string program,
        string verb,
        string purpose,
        string section,
        string[] arguments,
        Func<string[], string> run)
    {
        Command command = new(verb, purpose) { Config(section) };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(_ => Run($"{program} {verb}", () => arguments[0] == verb
            ? run(arguments[1..])
            : throw new StartException($"'{verb}' must be the first word.")));
        return command;
    }

    /// <summary>Reads a command line and does what it asks for.</summary>
    /// <param name="root">From <see cref="Create"/>.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>The exit status.</returns>
    /// <remarks>
    /// Words are taken as they are, no response files. Signals and bugs are the daemon's own: it ends on SIGTERM in its
    /// own time, and an invariant that is broken ends the process with its trace.
    /// </remarks>
    public static Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        ParserConfiguration words = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        InvocationConfiguration bare = new()
        {
            ProcessTerminationTimeout = null,
            EnableDefaultExceptionHandler = false,
        };
        return root.Parse(arguments, words).InvokeAsync(bare);
    }

    private static int Run(string name, Func<string> run)
    {
        try
        {
            Console.WriteLine(run());
            return 0;
        }
        catch (StartException e)
        {
            foreach (string sentence in e.Sentences) Console.Error.WriteLine($"{name}: {sentence}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{name}: {e.Message}");
        }

        return 1;
    }

    private static Option<string> Config(string section) =>
        new("--config") { Description = $"The options file (JSON, section \"{section}\")." };
}
