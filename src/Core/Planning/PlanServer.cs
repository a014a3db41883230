namespace Beamer.Core.Planning;

/// <summary>What the planner knows of a server of the pool.</summary>
/// <remarks>A server that a row names and that is not among these counts as dead.</remarks>
/// <param name="Address">As rows name it.</param>
/// <param name="Weight">Its share of the buckets, relative to the others; 0 asks for none.</param>
/// <param name="MayReceive">Admitted, able to serve, and neither suspected, draining nor dead.</param>
/// <param name="IsAlive">False only when the data plane found it dead (R11): only then is it dropped from rows.</param>
public sealed record PlanServer(IPv4Address Address, uint Weight, bool MayReceive, bool IsAlive)
{
    /// <summary>Whether buckets may be moved to it.</summary>
    public bool Receives => MayReceive && IsAlive && Weight > 0;
}
