using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>A MUX is replaced with a plan: its route goes first and comes back last.</summary>
internal sealed class RollMux(LabMux mux) : ILabEvent
{
    public string Name => $"roll {mux.Name}";

    public async Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        stage.Machines.Route(mux, announced: false);
        await stage.Machines.StopMuxAsync(mux, cancellation);
        stage.Machines.StartMux(mux);
        await stage.Machines.MuxReadyAsync(mux, cancellation);
        await stage.ConvergeAsync(_ => null, cancellation);
        stage.Machines.Route(mux, announced: true);
    }
}
