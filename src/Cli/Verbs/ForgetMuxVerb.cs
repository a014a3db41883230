using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>forget-mux</c>: nobody waits for a MUX any more.</summary>
internal static class ForgetMuxVerb
{
    public static Command Create(VerbRunner runner)
    {
        Argument<string> name = NameArgument.Create("The MUX's name.");
        const string description =
            "Say that a MUX is switched off and stays off. Until then nothing settles without it, "
            + "because it might still forward by an old table.";
        Command command = new("forget-mux", description) { name };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            MuxRequest request = new() { Name = parsed.GetValue(name)! };
            return session.Print(await session.Fleet.ForgetMuxAsync(request, session.Call), PlanReport.WriteChange);
        }));
        return command;
    }
}
