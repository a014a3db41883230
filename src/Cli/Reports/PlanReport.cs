using Beamer.Rpc.V1;

namespace Beamer.Cli.Reports;

/// <summary>What a change moves, what it queues and why.</summary>
internal static class PlanReport
{
    /// <summary>Which buckets exactly is for programs; people want to see about where.</summary>
    private const int RangesLengthMax = 48;

    /// <summary>A change that was accepted.</summary>
    public static void WriteChange(Terminal terminal, ChangeReply reply)
    {
        if (reply.Plan is not null) WriteParts(terminal, reply.Plan);
        terminal.Output.WriteLine(reply.Generation == 0
            ? "accepted; there is nothing to publish yet."
            : $"accepted; publishing generation {reply.Generation}. 'beamerctl wait' waits until all follow it.");
    }

    /// <summary>An order to an agent, which publishes nothing by itself.</summary>
    public static void WriteOrder(Terminal terminal, ChangeReply reply) =>
        terminal.Output.WriteLine("accepted; 'beamerctl history' tells how many connections were broken.");

    /// <summary>A dry run.</summary>
    public static void Write(Terminal terminal, PlanReply plan)
    {
        WriteParts(terminal, plan);
        ulong moved = Sum(plan.Moves.Select(move => move.Buckets));
        ulong queued = Sum(plan.Queued.Select(queue => queue.Buckets));
        terminal.Output.WriteLine($"{Words.Count(moved)} buckets would move, {Words.Count(queued)} would be queued, "
            + $"{plan.Changes.Count} other changes. Nothing was changed.");
    }

    private static void WriteParts(Terminal terminal, PlanReply plan)
    {
        foreach (string change in plan.Changes) terminal.Output.WriteLine(change);
        Listing moves = new("POOL", "FROM", "TO", "BUCKETS", "WHICH");
        foreach (PlanReply.Types.Move move in plan.Moves)
        {
            moves.Add(
                move.Pool,
                Words.OrDash(move.From),
                Words.OrDash(move.To),
                Words.Count(move.Buckets),
                Shortened(move.BucketRanges));
        }

        moves.Write(terminal);
        foreach (PlanReply.Types.Queued queued in plan.Queued)
        {
            terminal.Output.WriteLine(
                $"queued in {queued.Pool}: {Words.Count(queued.Buckets)} buckets: {queued.Reason}");
        }
    }

    private static string Shortened(string ranges) =>
        ranges.Length <= RangesLengthMax ? ranges : ranges[..ranges.LastIndexOf(',', RangesLengthMax)] + ",…";

    private static ulong Sum(IEnumerable<uint> numbers) => numbers.Aggregate(0UL, (sum, number) => sum + number);
}
