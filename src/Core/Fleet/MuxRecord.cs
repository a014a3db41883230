namespace Beamer.Core.Fleet;

/// <summary>What the engine knows of a MUX.</summary>
internal sealed class MuxRecord(string name, IPv4Address address, TimeSpan now) : MachineRecord(name, address, now)
{
    private readonly Dictionary<IPv4Address, DampedHealth> _health = [];

    /// <summary>It may hold a table, so every barrier waits for it, connected or not.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>The newest generation of which it said that it is durable there.</summary>
    internal Generation Acked { get; set; }

    /// <summary>Consecutive missed probes by server, from its last report.</summary>
    internal Dictionary<IPv4Address, uint> Missed { get; } = [];

    internal TimeSpan? ReportedAt { get; set; }

    /// <summary>What its results say of a server.</summary>
    internal DampedHealth HealthOf(IPv4Address server) => _health.GetValueOrDefault(server, DampedHealth.Unknown);

    /// <summary>Takes a report: results since the last one, and who is no longer named has no vote.</summary>
    /// <returns>Whether any server's verdict changed.</returns>
    internal bool Take(ProbeReport report, FleetSettings settings, TimeSpan now)
    {
        bool changes = false;
        Dictionary<IPv4Address, (uint Missed, DampedHealth Health)> before = Missed.ToDictionary(
            entry => entry.Key, entry => (entry.Value, HealthOf(entry.Key)));
        Forget();
        ReportedAt = now;
        foreach (ProbeResult result in report.Servers)
        {
            (uint missed, DampedHealth old) = before.GetValueOrDefault(result.Address, (0u, DampedHealth.Unknown));
            DampedHealth health = old;
            uint failed = result.Missed > missed ? result.Missed - missed : result.Missed;
            if (failed == 0) health = health.After(answered: true, settings);
            for (uint i = 0; i < Math.Min(failed, DampedHealth.WindowMax); i++)
            {
                health = health.After(answered: false, settings);
            }

            changes |= health.Verdict != old.Verdict;
            Missed[result.Address] = result.Missed;
            _health[result.Address] = health;
        }

        return changes;
    }

    /// <summary>Forgets every result.</summary>
    internal void Forget()
    {
        Missed.Clear();
        _health.Clear();
        ReportedAt = null;
    }

    /// <summary>Whether it has a vote on the death of servers.</summary>
    internal bool HasVote(TimeSpan now, TimeSpan ageMax) =>
        IsConnected && ReportedAt is { } at && now - at <= ageMax;
}
