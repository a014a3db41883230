using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>The controller dies and comes back: nobody in the data plane may notice.</summary>
internal sealed class RestartController(IReadOnlyList<LabServer> servers) : ILabEvent
{
    public string Name => "kill -9 controller, start it";

    public async Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        await stage.Machines.KillControllerAsync(cancellation);
        await stage.Machines.StartControllerAsync(cancellation);
        await stage.ConvergeAsync(
            status => FleetView.First(servers, server => FleetView.NotFollowing(status, server)), cancellation);
    }
}
