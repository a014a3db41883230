using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>Every agent in turn is replaced by a new process, which takes over from the old one.</summary>
internal sealed class RestartAgents(IReadOnlyList<LabServer> servers) : ILabEvent
{
    public string Name => "restart every agent in turn";

    public async Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        foreach (LabServer server in servers)
        {
            await stage.Machines.ReplaceAgentAsync(server, cancellation);
            await stage.ConvergeAsync(status => FleetView.NotFollowing(status, server), cancellation);
        }
    }
}
