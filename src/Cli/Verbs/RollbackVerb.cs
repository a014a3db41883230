using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>rollback</c>: publishes what an older generation said, as a newer one.</summary>
internal static class RollbackVerb
{
    public static Command Create(VerbRunner runner)
    {
        Argument<uint> generation = new("GENERATION") { Description = "As 'beamerctl history' lists it." };
        Option<bool> force = ForceOption.Create("Even if more than half of all buckets move.");
        const string description =
            "Publish a new generation that equals an older one. Nothing is un-published: connections survive this too.";
        Command command = new("rollback", description) { generation, force };
        command.SetAction(runner.OnController(async (parsed, session) =>
        {
            RollbackRequest request = new()
            {
                Generation = parsed.GetValue(generation),
                Force = parsed.GetValue(force),
            };
            return session.Print(await session.Fleet.RollbackAsync(request, session.Call), PlanReport.WriteChange);
        }));
        return command;
    }
}
