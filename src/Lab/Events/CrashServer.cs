using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>A server dies with all its connections; nobody else's may suffer, and new ones go elsewhere.</summary>
internal sealed class CrashServer(LabServer server) : ILabEvent
{
    public string Name => $"crash {server.Name}";

    public Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        stage.Load.Excuse(server);
        Machines.Crash(server);
        return stage.ConvergeAsync(status => FleetView.StillOwning(status, server), cancellation);
    }
}
