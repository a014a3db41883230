using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>A server joins: it takes buckets from the others, whose connections stay where they are.</summary>
internal sealed class AddServer(LabServer server) : ILabEvent
{
    public string Name => $"add server {server.Name}";

    public async Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        FleetOperator.AddServer(server);
        stage.Machines.StartAgent(server);
        await stage.Machines.AgentReadyAsync(server, cancellation);
        await stage.ConvergeAsync(status => FleetView.NotServing(status, server), cancellation);
    }
}
