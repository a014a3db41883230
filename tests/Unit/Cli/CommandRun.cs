using Beamer.Cli;

namespace Beamer.Tests.Unit.Cli;

/// <summary>What one run of beamerctl left behind.</summary>
internal sealed record CommandRun(int Status, string Output, string Error)
{
    /// <summary>The lines of standard error.</summary>
    public string[] Reasons => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs it in this process, in an empty environment when none is given.</summary>
    public static async Task<CommandRun> OfAsync(string[] arguments, Func<string, string?>? environment = null)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        Pace pace = new(TimeProvider.System, TimeSpan.Zero);
        Terminal terminal = new(output, error, interactive: false);
        int status = await Beamerctl.RunAsync(arguments, terminal, pace, environment ?? (_ => null));
        return new CommandRun(status, output.ToString(), error.ToString());
    }
}
