using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>Every agent in turn dies at its work; its program in the kernel goes on alone for a while.</summary>
internal sealed class KillAgents(IReadOnlyList<LabServer> servers) : ILabEvent
{
    /// <summary>Long enough to be seen by probes, and shorter than a lease.</summary>
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(4);

    public string Name => "kill -9 every agent in turn";

    public async Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        foreach (LabServer server in servers)
        {
            stage.Machines.KillAgent(server);
            await Task.Delay(Alone, cancellation);
            stage.Machines.StartAgent(server);
            await stage.Machines.AgentReadyAsync(server, cancellation);
            await stage.ConvergeAsync(status => FleetView.NotFollowing(status, server), cancellation);
        }
    }
}
