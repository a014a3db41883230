using Beamer.Lab.Daemons;
using Beamer.Lab.Network;
using Beamer.Rpc.V1;

namespace Beamer.Lab.Events;

/// <summary>One server is to take four times the share of another.</summary>
internal sealed class ChangeWeights(LabServer more, LabServer less) : ILabEvent
{
    public string Name => $"weight {more.Name} 200, {less.Name} 50";

    public Task RunAsync(Stage stage, CancellationToken cancellation)
    {
        FleetOperator.SetWeight(more, 200);
        FleetOperator.SetWeight(less, 50);
        return stage.ConvergeAsync(NotShifted, cancellation);
    }

    private string? NotShifted(StatusReply status)
    {
        uint most = FleetView.Owned(status, more);
        uint least = FleetView.Owned(status, less);
        // Twice as many already shows that both orders were followed; some buckets may rightly have to wait.
        return most >= 2 * least ? null : $"{more.Name} owns {most} buckets and {less.Name} {least}";
    }
}
