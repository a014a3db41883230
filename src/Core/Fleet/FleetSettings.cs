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

    /// <summary>
    /// After this time, and again each time that it has passed, a server that holds a publication back is told again
    /// what it has to learn. Default 1 s.
    /// </summary>
    public TimeSpan PrepareInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A MUX whose last probe report is older has no vote. Default 3 s.</summary>
    public TimeSpan ReportAgeMax { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Consecutive probes without an answer that make a vote for death. Default 3.</summary>
    public uint MissedProbesMax { get; init; } = 3;

    /// <summary>
    /// Failed probes among the last <see cref="FallWindow"/> at one MUX that keep a server from new buckets; it keeps
    /// those that it has. Default 3.
    /// </summary>
    public int FallFailures { get; init; } = 3;

    /// <summary>The window of <see cref="FallFailures"/>, 1..32 results. Default 5.</summary>
    public int FallWindow { get; init; } = 5;

    /// <summary>
    /// Answers among the last <see cref="RiseWindow"/> at one MUX that end that, the newest result one of them.
    /// Default 3.
    /// </summary>
    public int RiseAnswers { get; init; } = 3;

    /// <summary>The same for a server of which nothing is known: one answer is not trusted. Default 2.</summary>
    public int FirstAnswers { get; init; } = 2;

    /// <summary>The window of <see cref="RiseAnswers"/>, 1..32 results. Default 4.</summary>
    public int RiseWindow { get; init; } = 4;

    /// <summary>The time in which half of the penalty for falling decays. Default 60 s.</summary>
    public TimeSpan FlapHalfLife { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The penalty, one for each fall, from which on a server gets no new buckets. Default 2.5: three falls within
    /// half a minute.
    /// </summary>
    public double FlapSuppress { get; init; } = 2.5;

    /// <summary>The penalty at which it gets buckets again. Default 0.75.</summary>
    public double FlapReuse { get; init; } = 0.75;

    /// <summary>The highest penalty, so that no server waits for longer than three half-lives. Default 6.</summary>
    public double FlapMax { get; init; } = 6;

    /// <summary>
    /// How long a server that comes into a pool that others serve takes to get its whole weight, in five steps; zero:
    /// at once. Default 5 s.
    /// </summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a server may be unable to serve before its buckets move. Default 2.5 s: its agent sees it within a
    /// second, and all together stays below four.
    /// </summary>
    public TimeSpan UnservableMax { get; init; } = TimeSpan.FromSeconds(2.5);

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
