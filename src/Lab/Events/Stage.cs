using Beamer.Lab.Daemons;
using Beamer.Lab.Load;
using Beamer.Lab.Network;
using Beamer.Rpc.V1;

namespace Beamer.Lab.Events;

/// <summary>What an event acts on.</summary>
/// <param name="Machines">The processes.</param>
/// <param name="Operator">The fleet's view of itself.</param>
/// <param name="Load">The clients.</param>
internal sealed record Stage(Machines Machines, FleetOperator Operator, LoadGenerator Load)
{
    /// <summary>Waits until all MUXes forward by the newest table and nothing else is open.</summary>
    public Task ConvergeAsync(Func<StatusReply, string?> open, CancellationToken cancellation) =>
        ConvergeAsync(AddressPlan.Muxes, open, cancellation);

    /// <summary>As above, when only some of the MUXes live.</summary>
    public Task ConvergeAsync(
        IReadOnlyList<LabMux> alive, Func<StatusReply, string?> open, CancellationToken cancellation) =>
        Operator.AwaitAsync(status => open(status) ?? FleetView.NotConverged(status, alive), cancellation);
}
