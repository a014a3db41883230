using System.CommandLine;
using System.CommandLine.Invocation;
using Beamer.Cli.Verbs;

namespace Beamer.Cli;

/// <summary>The whole command: its verbs, and the exit status of one run.</summary>
internal static class Beamerctl
{
    private const string Description = """
        Operates a Beamer fleet: declares it, changes it, and shows what it does.

        Exit status: 0 done; 1 refused, with the reasons on standard error, one a line; 2 wrong usage;
        3 nobody answers, with what to check.
        """;

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">As the shell gave them.</param>
    /// <param name="terminal">Where to print.</param>
    /// <param name="pace">How verbs that wait ask again.</param>
    /// <param name="environment">Reads a variable of the environment.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, Terminal terminal, Pace pace, Func<string, string?> environment)
    {
        OperatorOptions options = new(environment);
        ParseResult parsed = CreateRoot(options, new VerbRunner(options, terminal, pace)).Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (string error in parsed.Errors.Select(error => error.Message)) terminal.Error.WriteLine(error);
            terminal.Error.WriteLine($"'{PathTo(parsed.CommandResult.Command)} --help' shows how.");
            return ExitCode.Usage;
        }

        InvocationConfiguration invocation = new()
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
        };
        return await parsed.InvokeAsync(invocation);
    }

    /// <summary>Every verb, in the order in which help shows them.</summary>
    internal static RootCommand CreateRoot(OperatorOptions options, VerbRunner runner) => new(Description)
    {
        options.Controller,
        options.Output,
        ApplyVerb.Create(runner),
        PlanVerb.Create(runner),
        AddServerVerb.Create(runner),
        DrainVerb.Create(runner),
        ForceSettleVerb.Create(runner),
        RemoveVerb.Create(runner),
        SetWeightVerb.Create(runner),
        ForgetMuxVerb.Create(runner),
        FreezeVerbs.CreateFreeze(runner),
        FreezeVerbs.CreateThaw(runner),
        StatusVerb.Create(runner),
        WaitVerb.Create(runner),
        ExplainVerb.Create(runner),
        HistoryVerb.Create(runner),
        RollbackVerb.Create(runner),
        MuxVerbs.Create(runner),
        AgentVerbs.Create(runner),
    };

    private static string PathTo(Command command)
    {
        string parents = string.Join(' ', command.Parents.OfType<Command>().Select(PathTo));
        string name = command is RootCommand ? "beamerctl" : command.Name;
        return parents.Length == 0 ? name : $"{parents} {name}";
    }
}
