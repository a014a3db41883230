using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>explain</c>: the way of one flow.</summary>
internal static class ExplainVerb
{
    public static Command Create(VerbRunner runner)
    {
        FlowArguments flow = new();
        const string description =
            "Show where a flow goes: its hash, bucket and row, and what each server on the way would do with it.";
        Command command = new("explain", description) { flow.Client, flow.Service };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            ExplainRequest request = new()
            {
                Client = parsed.GetValue(flow.Client)!,
                Service = parsed.GetValue(flow.Service)!,
            };
            return session.Print(await session.Fleet.ExplainAsync(request, session.Call), FlowReport.Write);
        }));
        return command;
    }
}
