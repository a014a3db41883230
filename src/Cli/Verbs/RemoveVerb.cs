using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>remove</c>: a drained server leaves the fleet.</summary>
internal static class RemoveVerb
{
    public static Command Create(VerbRunner runner)
    {
        Argument<string> name = NameArgument.Create("The server's name.");
        Option<bool> force = ForceOption.Create("Although rows still name it: its connections end.");
        Command command = new("remove", "Take a drained server out of the fleet.") { name, force };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            RemoveRequest request = new() { Name = parsed.GetValue(name)!, Force = parsed.GetValue(force) };
            return session.Print(await session.Fleet.RemoveAsync(request, session.Call), PlanReport.WriteChange);
        }));
        return command;
    }
}
