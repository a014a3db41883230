namespace Beamer.Lab;

/// <summary>What a run may choose about the fleet that it builds.</summary>
internal sealed record FleetShape
{
    /// <summary>How MUXes send: <c>mac-swap</c> or <c>raw</c>.</summary>
    public string Output { get; init; } = "mac-swap";

    /// <summary>Threads of each MUX that forward (PACKET_FANOUT when more than one).</summary>
    public int Workers { get; init; } = 1;

    /// <summary>MUXes keep the VIP on their <c>lo</c> while they may get packets.</summary>
    public bool Announce { get; init; }

    /// <summary>MUXes decide in the kernel, by XDP.</summary>
    public bool MuxesInKernel { get; init; }

    /// <summary>So do agents.</summary>
    public bool AgentsInKernel { get; init; }

    /// <summary>What the servers run.</summary>
    public LabApplication Application { get; init; } = LabApplication.Web;
}
