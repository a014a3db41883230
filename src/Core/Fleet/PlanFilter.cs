using Beamer.Core.Planning;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>
/// Takes from a plan what may happen now: a server that keeps its buckets, a MUX that lags, and a frozen fleet hold
/// moves back.
/// </summary>
internal sealed class PlanFilter(
    PoolDraft draft,
    BucketTable preview,
    Dictionary<IPv4Address, Standing> standings,
    Generation muxLine,
    bool isFrozen)
{
    /// <summary>Why a move waits in a frozen fleet.</summary>
    internal const string Frozen = "The fleet is frozen: planned moves wait until it is thawed.";

    /// <summary>Whether a move waits for a MUX to acknowledge the bucket's row.</summary>
    internal bool WaitsForMuxes { get; private set; }

    internal void Take(MovePlan plan, Func<IPv4Address, string> nameOf)
    {
        foreach (QueuedMove move in plan.Queued)
        {
            if (StandingOf(move.From) != Standing.Keeps) draft.Queue(Sentence(move, nameOf));
        }

        if (plan.Rows is null) return;
        bool takesAll = true;
        foreach (PlannedMove move in plan.Moves)
        {
            if (Holds(move)) takesAll = false;
            else draft.Moves.Add(move);
        }

        if (takesAll) draft.TakePlanned(plan.Rows);
        else TakeSome(plan.Rows);
    }

    private void TakeSome(RowSet rows)
    {
        HashSet<int> moved = [.. draft.Moves.Select(move => move.Bucket)];
        for (int i = 0; i < rows.Count; i++)
        {
            int bucket = rows.Buckets[i];
            Row planned = rows[i];
            Row present = preview[bucket];
            if (moved.Contains(bucket) || planned.Current == present.Current)
            {
                draft.Set(bucket, planned.Current, planned.Previous);
                continue;
            }

            IPv4Address[] alive =
                [.. present.Previous.ToArray().Where(previous => StandingOf(previous) != Standing.Dead)];
            if (alive.Length < present.PreviousCount) draft.Set(bucket, present.Current, alive);
        }
    }

    private bool Holds(in PlannedMove move)
    {
        if (move.From.IsNone) return false;
        Standing standing = StandingOf(move.From);
        if (standing == Standing.Dead) return false;
        if (standing == Standing.Keeps) return true;
        if (isFrozen)
        {
            draft.Queue(Frozen);
            return true;
        }

        if (preview[move.Bucket].Generation <= muxLine) return false;
        WaitsForMuxes = true;
        draft.Queue("A MUX has not acknowledged the bucket's last row yet.");
        return true;
    }

    /// <summary>Whom the fleet does not know is dead, as the planner sees it.</summary>
    private Standing StandingOf(IPv4Address server) => standings.GetValueOrDefault(server, Standing.Dead);

    private static string Sentence(in QueuedMove move, Func<IPv4Address, string> nameOf) => move.Reason switch
    {
        QueueReason.Coverage => $"No slot for one more previous owner: {nameOf(move.BlockedBy)} has to settle first.",
        QueueReason.MoveBack => $"It would go back to {nameOf(move.BlockedBy)}, which has to settle first.",
        _ => "No server may receive buckets.",
    };
}
