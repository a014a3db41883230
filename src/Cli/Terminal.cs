using Spectre.Console;

namespace Beamer.Cli;

/// <summary>Where a verb prints: answers on standard output, reasons on standard error, one a line.</summary>
internal sealed class Terminal
{
    /// <summary>Wide enough that no cell wraps in a file or a pipe.</summary>
    private const int WidthColumnsRedirected = 400;

    /// <param name="output">Gets answers.</param>
    /// <param name="error">Gets reasons.</param>
    /// <param name="interactive">Whether a person looks at <paramref name="output"/> as it is written.</param>
    public Terminal(TextWriter output, TextWriter error, bool interactive)
    {
        Output = output;
        Error = error;
        IsInteractive = interactive;
        Tables = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!interactive) Tables.Profile.Width = WidthColumnsRedirected;
    }

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected);

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    public bool IsInteractive { get; }

    /// <summary>The same standard output, for tables.</summary>
    public IAnsiConsole Tables { get; }

    /// <summary>Prints reasons and gives the exit status that goes with them.</summary>
    public int Refuse(params IEnumerable<string> reasons)
    {
        foreach (string reason in reasons) Error.WriteLine(reason);
        return ExitCode.Refused;
    }
}
