using System.Runtime.InteropServices;

namespace Beamer.Core.Fleet;

/// <summary>What the engine knows of a MUX.</summary>
internal sealed class MuxRecord(string name, IPv4Address address, TimeSpan now) : MachineRecord(name, address, now)
{
    private readonly Dictionary<IPv4Address, Sight> _servers = [];
    private uint _reports;
    private ReportDelay _delay;

    /// <summary>It may hold a table, so every barrier waits for it, connected or not.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>The newest generation of which it said that it is durable there.</summary>
    internal Generation Acked { get; set; }

    internal TimeSpan? ReportedAt { get; set; }

    /// <summary>Consecutive probes that a server missed, by its last report; 0 when that did not name it.</summary>
    internal uint MissedBy(IPv4Address server) =>
        _servers.TryGetValue(server, out Sight sight) ? sight.Missed : 0;

    /// <summary>Its last report on any stream; before the first, the controller's start.</summary>
    internal TimeSpan LastReport { get; set; } = now;

    /// <summary>What its results say of a server.</summary>
    internal DampedHealth HealthOf(IPv4Address server) =>
        _servers.TryGetValue(server, out Sight sight) ? sight.Health : DampedHealth.Unknown;

    /// <summary>
    /// Whether a report tells of now: one that waited on its way must not make a vote, least of all alone.
    /// </summary>
    internal bool IsTimely(ProbeReport report, TimeSpan now, TimeSpan ageMax) =>
        report.SentAt is not { } sentAt || _delay.Note(sentAt, now) <= ageMax;

    /// <summary>Takes a report: results since the last one, and who is no longer named has no vote.</summary>
    /// <returns>Whether any server's verdict changed.</returns>
    internal bool Take(ProbeReport report, FleetSettings settings, TimeSpan now)
    {
        bool changes = false;
        ReportedAt = now;
        _reports++;
        LastReport = now;
        foreach (ProbeResult result in report.Servers)
        {
            ref Sight sight = ref CollectionsMarshal.GetValueRefOrAddDefault(_servers, result.Address, out bool known);
            DampedHealth before = known ? sight.Health : DampedHealth.Unknown;
            DampedHealth health = After(before, known ? sight.Missed : 0, result.Missed, settings);
            changes |= health.Verdict != before.Verdict;
            sight = new Sight(result.Missed, health, _reports);
        }

        if (_servers.Count == report.Servers.Length) return changes;
        foreach ((IPv4Address server, Sight sight) in _servers)
        {
            if (sight.Report != _reports) _servers.Remove(server);
        }

        return changes;
    }

    /// <summary>Forgets every result.</summary>
    internal void Forget()
    {
        _servers.Clear();
        ReportedAt = null;
        _delay = default;
    }

    /// <summary>Whether it has a vote on the death of servers.</summary>
    internal bool HasVote(TimeSpan now, TimeSpan ageMax) =>
        IsConnected && ReportedAt is { } at && now - at <= ageMax;

    /// <summary>The results since the last report: one answer, or as many misses as there are more of now.</summary>
    private static DampedHealth After(DampedHealth health, uint before, uint missed, FleetSettings settings)
    {
        if (missed == 0) return health.After(answered: true, settings);
        uint failed = missed > before ? missed - before : missed;
        for (uint i = 0; i < Math.Min(failed, DampedHealth.WindowMax); i++)
        {
            health = health.After(answered: false, settings);
        }

        return health;
    }

    private readonly record struct Sight(uint Missed, DampedHealth Health, uint Report);

    /// <summary>
    /// Whether it had a vote a moment ago: it starts again, or the controller did, and it will report at once.
    /// </summary>
    internal bool IsBetweenReports(TimeSpan now, TimeSpan ageMax) =>
        IsKnown && !HasVote(now, ageMax) && now - LastReport <= ageMax;
}
