using Beamer.Lab.Network;

namespace Beamer.Lab.Events;

/// <summary>A MUX dies at its work. The router notices after a while, as by BFD, and uses the others.</summary>
internal sealed class KillMux(LabMux mux) : ILabEvent
{
    /// <summary>BFD with 100 ms and a multiplier of three.</summary>
    private static readonly TimeSpan Detection = TimeSpan.FromMilliseconds(300);

    public string Name => $"kill -9 {mux.Name}";

    public Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        stage.Machines.KillMux(mux, Detection);
        return stage.ConvergeAsync([.. AddressPlan.Muxes.Where(other => other != mux)], _ => null, cancellation);
    }
}
