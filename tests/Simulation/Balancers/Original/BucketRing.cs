namespace Beamer.Tests.Simulation.Balancers.Original;

/// <summary>
/// The bucket table of the Beamer of 2018: owner, one previous owner and the time of the move, and how its controller
/// balances it.
/// </summary>
/// <remarks>
/// Least loaded gets from most loaded, one bucket after the other, until they are even; always the bucket that was not
/// moved for longest, which spares the one level of history; ties go to the lowest number.
/// </remarks>
internal sealed class BucketRing
{
    internal const int None = -1;

    private readonly List<int>[] _bucketsOf;
    private readonly bool[] _isWanted;

    internal BucketRing(int buckets, int serversMax, int servers)
    {
        Entries = new Entry[buckets];
        _isWanted = new bool[serversMax];
        _bucketsOf = new List<int>[serversMax];
        for (int server = 0; server < serversMax; server++) _bucketsOf[server] = [];
        for (int server = 0; server < servers; server++) _isWanted[server] = true;
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            Entries[bucket] = new Entry(bucket % servers, None, 0);
            _bucketsOf[bucket % servers].Add(bucket);
        }
    }

    internal Entry[] Entries { get; }

    /// <summary>Declares a server, or that it shall own nothing; returns what moves.</summary>
    internal List<KeyValuePair<int, Entry>> Change(int server, bool isWanted, uint now)
    {
        _isWanted[server] = isWanted;
        HashSet<int> moved = [];
        while (TryPick(out int from, out int to))
        {
            int bucket = _bucketsOf[from][0];
            _bucketsOf[from].RemoveAt(0);
            _bucketsOf[to].Add(bucket);
            Entries[bucket] = new Entry(to, from, now);
            moved.Add(bucket);
        }

        return [.. moved.Order().Select(bucket => KeyValuePair.Create(bucket, Entries[bucket]))];
    }

    private bool TryPick(out int from, out int to)
    {
        from = None;
        to = None;
        for (int server = 0; server < _bucketsOf.Length; server++)
        {
            if (_isWanted[server] && (to == None || Load(server) < Load(to))) to = server;
            if (Load(server) > 0 && (from == None || Excess(server) > Excess(from))) from = server;
        }

        if (from == None || to == None || from == to) return false;
        return !_isWanted[from] || Load(from) - Load(to) > 1;
    }

    private int Load(int server) => _bucketsOf[server].Count;

    /// <summary>Who is leaving is emptied first.</summary>
    private int Excess(int server) => _isWanted[server] ? Load(server) : Load(server) + Entries.Length;

    /// <summary>One bucket.</summary>
    /// <param name="Current">Its owner.</param>
    /// <param name="Previous">Its owner before, or <see cref="None"/>.</param>
    /// <param name="Moved">The second of its last move.</param>
    internal readonly record struct Entry(int Current, int Previous, uint Moved);
}
