namespace Beamer.Core.Fleet;

/// <summary>What the engine knows of a MUX.</summary>
internal sealed class MuxRecord(string name, IPv4Address address, TimeSpan now) : MachineRecord(name, address, now)
{
    private Sight[] _sights = [];
    private uint _reports;
    private int _named;
    private int _namedNow;
    private ReportDelay _delay;

    /// <summary>It may hold a table, so every barrier waits for it, connected or not.</summary>
    internal bool IsKnown { get; set; }

    /// <summary>The newest generation of which it said that it is durable there.</summary>
    internal Generation Acked { get; set; }

    /// <summary>Its last report on any stream; before the first, the controller's start.</summary>
    internal TimeSpan LastReport { get; private set; } = now;

    /// <summary>Its vote on the death of servers, or null when it has none; kept by <see cref="ProbeVotes"/>.</summary>
    internal LinkedListNode<MuxRecord>? Vote { get; set; }

    /// <summary>Whether the report that ends names fewer servers than are known here.</summary>
    internal bool HasForgotten => _namedNow < _named;

    /// <summary>What it saw of the server with this number.</summary>
    internal Sight SightOf(int server) => server < _sights.Length ? _sights[server] : default;

    /// <summary>Whether the report that ends does not name a server which one before it named.</summary>
    internal bool IsLeftOut(int server) => SightOf(server).Report is var report && report != 0 && report != _reports;

    /// <summary>
    /// Whether a report tells of now: one that waited on its way must not make a vote, least of all alone.
    /// </summary>
    internal bool IsTimely(ProbeReport report, TimeSpan now, TimeSpan ageMax) =>
        report.SentAt is not { } sentAt || _delay.Note(sentAt, now) <= ageMax;

    /// <summary>A report begins.</summary>
    /// <param name="now">The time.</param>
    /// <param name="servers">Above every server's number.</param>
    internal void BeginReport(TimeSpan now, int servers)
    {
        LastReport = now;
        _reports++;
        _namedNow = 0;
        if (_sights.Length < servers) Array.Resize(ref _sights, servers);
    }

    /// <summary>The report says this of a server.</summary>
    internal Sight Note(int server, uint missed, FleetSettings settings)
    {
        ref Sight sight = ref _sights[server];
        if (sight.Report == 0) _named++;
        if (sight.Report != _reports) _namedNow++;
        return sight = sight.After(missed, _reports, settings);
    }

    /// <summary>Forgets what it saw of one server.</summary>
    internal void Forget(int server)
    {
        if (SightOf(server).Report == 0) return;
        _sights[server] = default;
        _named--;
    }

    /// <summary>Forgets every result. It has no vote when this is called.</summary>
    internal void Forget()
    {
        Invariant.Require(Vote is null, "votes are withdrawn before they are forgotten");
        Array.Clear(_sights);
        _named = 0;
        _delay = default;
    }

    /// <summary>
    /// Whether it had a vote a moment ago: it starts again, or the controller did, and it will report at once.
    /// </summary>
    internal bool IsBetweenReports(TimeSpan now, TimeSpan ageMax) =>
        IsKnown && Vote is null && now - LastReport <= ageMax;
}
