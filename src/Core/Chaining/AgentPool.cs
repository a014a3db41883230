using Beamer.Core.Tables;

namespace Beamer.Core.Chaining;

/// <summary>What an agent knows of the rows of its own pool. Immutable: any thread, no lock.</summary>
/// <remarks>
/// Three things that a published table does not tell apart. A row is <i>known</i> once it was learned at any stage;
/// it is <i>active</i> once MUXes may use it, as far as this server can be sure of it (learned as old owner in stage
/// 2 of R3, or its commit was seen); and a bucket has the generation that its row had at this server's
/// <i>admission</i> (R12).
/// </remarks>
public sealed class AgentPool
{
    private readonly BucketTable _active;
    private readonly uint[] _known;
    private readonly uint[] _admission;

    private AgentPool(BucketTable active, uint[] known, uint[] admission)
    {
        _active = active;
        _known = known;
        _admission = admission;
    }

    /// <summary>The pool.</summary>
    public Pool Pool => _active.Pool;

    /// <summary>The active row of a bucket.</summary>
    /// <param name="bucket">0..B-1.</param>
    public Row ActiveRow(int bucket) => _active[bucket];

    /// <summary>The generation of the active row of a bucket.</summary>
    /// <param name="bucket">0..B-1.</param>
    public Generation ActiveGeneration(int bucket) => new(_active.WordsOf(bucket)[0]);

    /// <summary>The highest generation of the bucket's row that was learned at any stage.</summary>
    /// <param name="bucket">0..B-1.</param>
    public Generation KnownGeneration(int bucket) => new(_known[bucket]);

    /// <summary>The generation of the bucket's row when this server was admitted; zero when it was not.</summary>
    /// <param name="bucket">0..B-1.</param>
    public Generation AdmissionGeneration(int bucket) => new(_admission[bucket]);

    /// <summary>The admission generations of all buckets, for the file that outlives the process.</summary>
    public ReadOnlySpan<uint> AdmissionGenerations => _admission;

    /// <summary>Rows that were published and committed: all of them known and active.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="admission">
    /// Admission generations of an earlier process; ignored unless there is one for each bucket.
    /// </param>
    public static AgentPool From(BucketTable rows, ReadOnlySpan<uint> admission = default)
    {
        uint[] generations = new uint[rows.Pool.BucketCount];
        if (admission.Length == generations.Length) admission.CopyTo(generations);
        return new AgentPool(rows, GenerationsOf(rows), generations);
    }

    /// <summary>The same knowledge for a pool whose name or key changed.</summary>
    public AgentPool For(Pool pool) => new(_active.For(pool), _known, _admission);

    /// <summary>With a whole committed table: nothing that was learned of a newer row is forgotten.</summary>
    /// <param name="rows">The rows of this pool.</param>
    public AgentPool WithSnapshot(BucketTable rows)
    {
        uint[] known = GenerationsOf(rows);
        for (int bucket = 0; bucket < known.Length; bucket++) known[bucket] = Math.Max(known[bucket], _known[bucket]);
        return new AgentPool(Newest(rows), known, _admission);
    }

    /// <summary>With rows that were committed.</summary>
    /// <param name="rows">The rows of this pool after the commit; they are shared, not copied.</param>
    /// <param name="changed">Those that the commit changed.</param>
    public AgentPool WithCommitted(BucketTable rows, RowSet changed) => new(Newest(rows), Raise(changed), _admission);

    /// <summary>With rows that no MUX may use yet: known, but not active.</summary>
    /// <param name="rows">Rows of this pool, buckets in range.</param>
    public AgentPool WithKnown(RowSet rows) => new(_active, Raise(rows), _admission);

    /// <summary>With rows that MUXes may use from now on: known and active.</summary>
    /// <param name="rows">Rows of this pool, buckets in range.</param>
    public AgentPool WithActive(RowSet rows) => new(_active.With(rows), Raise(rows), _admission);

    /// <summary>Admitted with these rows: a packet that an older one routed is dropped from now on (R12).</summary>
    /// <param name="rows">The committed rows of this pool at the admission.</param>
    public AgentPool WithAdmission(BucketTable rows) => new(_active, _known, GenerationsOf(rows));

    /// <summary>Committed rows, but for those of which a newer one is active here already: as a rule none is.</summary>
    private BucketTable Newest(BucketTable rows)
    {
        List<KeyValuePair<int, Row>>? newer = null;
        for (int bucket = 0; bucket < Pool.BucketCount; bucket++)
        {
            if (_active.WordsOf(bucket)[0] <= rows.WordsOf(bucket)[0]) continue;
            newer ??= [];
            newer.Add(KeyValuePair.Create(bucket, _active[bucket]));
        }

        return newer is null ? rows : rows.With(RowSet.From(rows.Pool, newer));
    }

    private uint[] Raise(RowSet rows)
    {
        uint[] known = [.. _known];
        for (int i = 0; i < rows.Count; i++)
        {
            ref uint generation = ref known[rows.Buckets[i]];
            generation = Math.Max(generation, rows.WordsOf(i)[0]);
        }

        return known;
    }

    private static uint[] GenerationsOf(BucketTable rows)
    {
        uint[] generations = new uint[rows.Pool.BucketCount];
        for (int bucket = 0; bucket < generations.Length; bucket++) generations[bucket] = rows.WordsOf(bucket)[0];
        return generations;
    }
}
