namespace Beamer.Lab;

/// <summary>What a run may choose about the fleet that it builds.</summary>
internal sealed record FleetShape
{
    /// <summary>How MUXes send: <c>mac-swap</c> or <c>raw</c>.</summary>
    public string Output { get; init; } = "mac-swap";

    /// <summary>Threads of each MUX that forward (PACKET_FANOUT when more than one).</summary>
    public int Workers { get; init; } = 1;

    /// <summary>What the servers run.</summary>
    public LabApplication Application { get; init; } = LabApplication.Web;
}
