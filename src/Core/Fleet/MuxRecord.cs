namespace Beamer.Core.Fleet;

/// <summary>What the engine knows of a MUX.</summary>
internal sealed class MuxRecord(string name, IPv4Address address, TimeSpan now) : MachineRecord(name, address, now)
{
    /// <summary>It may hold a table, so every barrier waits for it, connected or not.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>The newest generation of which it said that it is durable there.</summary>
    internal Generation Acked { get; set; }

    /// <summary>Consecutive missed probes by server, from its last report.</summary>
    internal Dictionary<IPv4Address, uint> Missed { get; } = [];

    internal TimeSpan? ReportedAt { get; set; }

    /// <summary>Whether it has a vote on the death of servers.</summary>
    internal bool HasVote(TimeSpan now, TimeSpan ageMax) =>
        IsConnected && ReportedAt is { } at && now - at <= ageMax;
}
