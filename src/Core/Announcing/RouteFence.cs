namespace Beamer.Core.Announcing;

/// <summary>Whether a MUX may announce its VIPs: R15, and the second half of R17. Pure.</summary>
/// <remarks>
/// <para>Behind is who most of the <i>other MUXes that have a controller</i> are ahead of. So a total outage of the
/// controller withdraws nobody, however it began: nobody has a controller then, and a publication that only agents
/// know counts for nothing. And at least half of the MUXes stay, whatever their tables are.</para>
/// <para>One that starts waits for a server's answer, and for a table no older than servers have committed; without a
/// controller, and with no MUX ahead, for ten seconds only: then there is nothing newer to be had.</para>
/// </remarks>
/// <param name="Reason">Why it may not now; <see cref="WithdrawReason.None"/>: it may.</param>
/// <param name="StartedAt">When it began to look.</param>
/// <param name="HasStarted">Whether it has been allowed to announce before.</param>
/// <param name="BehindSince">Since when it has been behind without a break; null: it is not.</param>
public readonly record struct RouteFence(
    WithdrawReason Reason, TimeSpan StartedAt, bool HasStarted, TimeSpan? BehindSince)
{
    /// <summary>
    /// How long a MUX may know that it is behind most of its peers. It hears of it one to three seconds late: probes of
    /// theirs and of its own, one a second each, and a decision each second. All together is five to seven seconds.
    /// </summary>
    public static readonly TimeSpan BehindMax = TimeSpan.FromSeconds(4);

    /// <summary>How long one that starts waits for a controller when servers know more than every MUX.</summary>
    public static readonly TimeSpan OutagePatience = TimeSpan.FromSeconds(10);

    /// <summary>Whether the VIPs may be announced.</summary>
    public bool IsOpen => Reason == WithdrawReason.None;

    /// <summary>A MUX that starts announces nothing.</summary>
    public static RouteFence Start(TimeSpan now) => new(WithdrawReason.NotCompared, now, false, null);

    /// <summary>What follows from how it stands now.</summary>
    /// <param name="standing">How it stands.</param>
    /// <param name="now">Monotonic, any origin.</param>
    public RouteFence Next(in RouteStanding standing, TimeSpan now)
    {
        TimeSpan? behindSince = standing.IsBehindPeers ? BehindSince ?? now : null;
        WithdrawReason reason = ReasonFor(standing, behindSince, now);
        return new RouteFence(reason, StartedAt, HasStarted || reason == WithdrawReason.None, behindSince);
    }

    private WithdrawReason ReasonFor(in RouteStanding standing, TimeSpan? behindSince, TimeSpan now)
    {
        if (!standing.HasTable) return WithdrawReason.NoTable;
        if (!standing.IsDataPlaneUp) return WithdrawReason.DataPlaneDown;
        if (standing.IsDraining) return WithdrawReason.Draining;
        if (HasStarted)
        {
            return behindSince is { } since && now - since > BehindMax
                ? WithdrawReason.BehindPeers
                : WithdrawReason.None;
        }

        if (standing.Servers > 0 && standing.Answering == 0) return WithdrawReason.NotCompared;
        if (standing.IsBehindPeers) return WithdrawReason.BehindPeers;
        bool isOutage = !standing.IsConnected && now - StartedAt >= OutagePatience;
        return standing.Own < standing.NewestCommitted && !isOutage
            ? WithdrawReason.OlderThanAgents
            : WithdrawReason.None;
    }
}
