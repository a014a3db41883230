using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>A server gets no new connection; its old ones go on to their own end.</summary>
internal sealed class DrainServer(LabServer server) : ILabEvent
{
    public string Name => $"drain {server.Name}";

    public Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        FleetOperator.Drain(server);
        return stage.ConvergeAsync(status => FleetView.StillOwning(status, server), cancellation);
    }
}
