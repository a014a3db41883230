using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>agent</c>: asks the agent of this server.</summary>
internal static class AgentVerbs
{
    private static readonly Daemon Agent = new("the agent", "beamer-backend", "--socket");

    public static Command Create(VerbRunner runner)
    {
        Option<string> socket = SocketOption.Create("/run/beamer/backend.sock");
        Command inspect = new("inspect", "Show its generation, admission, lease, problems of the host, and counters.");
        inspect.SetAction(runner.OnSocket(Agent, socket, async (_, session) => session.Print(
            await session.Agent.InspectAsync(new InspectRequest(), session.Call), InspectionReport.WriteAgent)));
        return new Command("agent", "Ask the agent of this server by its own socket; no controller is needed.")
        {
            socket,
            inspect,
        };
    }
}
