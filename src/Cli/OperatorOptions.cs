using System.CommandLine;
using System.CommandLine.Parsing;
using Beamer.Rpc;

namespace Beamer.Cli;

/// <summary>The options that every verb takes.</summary>
internal sealed class OperatorOptions
{
    public const string ControllerVariable = "BEAMER_CONTROLLER";
    private const string ControllerDefault = "unix:/run/beamer/controller.sock";

    /// <param name="environment">Reads a variable of the environment.</param>
    public OperatorOptions(Func<string, string?> environment)
    {
        string? user = environment("SUDO_USER") ?? environment("USER");
        Actor = !string.IsNullOrWhiteSpace(user) && user.All(char.IsAscii) ? user : Environment.UserName;
        Controller = new Option<ListenAddress>("--controller")
        {
            Description = "Where the controller answers operators: unix:/PATH or http://ADDRESS:PORT. "
                + $"Without it the variable {ControllerVariable} says where.",
            HelpName = "ADDRESS",
            Recursive = true,
            CustomParser = ParseAddress,
            DefaultValueFactory = result => Parse(environment(ControllerVariable), result),
        };
        Output = new Option<string>("--output", "-o")
        {
            Description = "table for people; json for programs: the reply of protos/beamer/v1, every field present.",
            HelpName = "table|json",
            Recursive = true,
            DefaultValueFactory = _ => "table",
        };
        Output.AcceptOnlyFromAmong("table", "json");
    }

    public Option<ListenAddress> Controller { get; }

    public Option<string> Output { get; }

    /// <summary>Who runs the command: behind sudo, the person and not root. ASCII, as a header needs.</summary>
    public string Actor { get; }

    public OutputFormat FormatIn(ParseResult parsed) =>
        parsed.GetValue(Output) == "json" ? OutputFormat.Json : OutputFormat.Table;

    private static ListenAddress? ParseAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ListenAddress.TryParse(text, out ListenAddress? address, out string reason)) return address;
        result.AddError($"--controller {reason}");
        return null;
    }

    private static ListenAddress Parse(string? variable, ArgumentResult result)
    {
        if (string.IsNullOrEmpty(variable)) return ListenAddress.Parse(ControllerDefault);
        if (ListenAddress.TryParse(variable, out ListenAddress? address, out string reason)) return address;
        result.AddError($"{ControllerVariable} {reason}");
        return ListenAddress.Parse(ControllerDefault);
    }
}
