using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>A MUX that died comes back, and traffic with it once it is ready.</summary>
internal sealed class ReviveMux(LabMux mux) : ILabEvent
{
    public string Name => $"start {mux.Name} again";

    public async Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        stage.Machines.StartMux(mux);
        await stage.Machines.MuxReadyAsync(mux, cancellation);
        await stage.ConvergeAsync(_ => null, cancellation);
        stage.Machines.Route(mux, announced: true);
    }
}
