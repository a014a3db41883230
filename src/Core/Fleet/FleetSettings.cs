namespace Beamer.Core.Fleet;

/// <summary>The engine's times and bounds.</summary>
public sealed record FleetSettings
{
    /// <summary>How long an agent may answer RST after it sent a status. Default 10 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often leases are renewed. Default 3 s.</summary>
    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How far the clocks of two machines may run apart within a lease. Default 1 s.</summary>
    public TimeSpan LeaseSlack { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>D: a packet in flight has arrived or is lost after this time. Default 1 s.</summary>
    public TimeSpan InFlightMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Linux accepts a SYN cookie for two minutes. Default 130 s.</summary>
    public TimeSpan CookieQuarantine { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>At most one settle publication, and one count per server, in this time. Default 1 s.</summary>
    public TimeSpan SettleInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two whole tables to a follower that refuses what it is sent. Default 1 s.</summary>
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A MUX whose last probe report is older has no vote. Default 3 s.</summary>
    public TimeSpan ReportAgeMax { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Consecutive probes without an answer that make a vote for death. Default 3.</summary>
    public uint MissedProbesMax { get; init; } = 3;

    /// <summary>How long a server may be unable to serve before its buckets move. Default 3 s.</summary>
    public TimeSpan UnservableMax { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the first fill of a pool waits for the other declared servers. Default 3 s.</summary>
    public TimeSpan FirstFillWait { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The window of <see cref="RemovalShareMax"/>. Default 10 min.</summary>
    public TimeSpan RemovalWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The share of a pool's servers that may be taken out automatically in a window; one always may. Default 0.3.
    /// </summary>
    public double RemovalShareMax { get; init; } = 0.3;

    /// <summary>The share of a pool's buckets that an operator moves without force. Default 0.5.</summary>
    public double MovedShareMax { get; init; } = 0.5;

    /// <summary>
    /// Recent deltas that are kept for followers that reconnect; behind them they get a snapshot. Default 64.
    /// </summary>
    public int DeltaLogMax { get; init; } = 64;
}
