using System.Text;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>What happened so far, told when a promise is broken.</summary>
internal sealed class SimulatedTrace
{
    private const int LinesMax = 60;
    private readonly List<(TimeSpan At, int? Bucket, string Text)> _events = [];
    private readonly List<(TimeSpan At, string Machine, FeedCommand Command)> _commands = [];

    /// <summary>Notes an event of one bucket, or one that concerns them all.</summary>
    internal void Note(TimeSpan at, int? bucket, string text) => _events.Add((at, bucket, text));

    /// <summary>Notes what a machine has read.</summary>
    internal void Note(TimeSpan at, SimulatedMachine machine, FeedCommand command)
    {
        if (command is not (FeedCommand.Lease or FeedCommand.Count)) _commands.Add((at, machine.Name, command));
    }

    /// <summary>The last lines that bear on a bucket, oldest first.</summary>
    internal string Tell(int bucket)
    {
        string[] lines =
        [
            .. _events.Where(one => one.Bucket is null || one.Bucket == bucket).Select(one => (one.At, one.Text))
                .Concat(_commands
                    .Select(one => (one.At, one.Machine, Text: Describe(one.Command, bucket)))
                    .Where(one => one.Text is not null)
                    .Select(one => (one.At, Text: $"{one.Machine} {one.Text}")))
                .OrderBy(line => line.At)
                .Select(line => $"{line.At.TotalSeconds:0.0} s: {line.Text}"),
        ];
        return new StringBuilder().AppendJoin('\n', lines.TakeLast(LinesMax)).ToString();
    }

    private static string? Describe(FeedCommand command, int bucket) => command switch
    {
        FeedCommand.Snapshot { Table.Pools.Count: > 0 } one =>
            $"takes the snapshot {one.Table.Generation}: {one.Table.Pools[SimulatedFleet.PoolId][bucket]}",
        FeedCommand.Prepare one => DescribeRows($"learns in stage {(int)one.Stage}", one.Rows, bucket),
        FeedCommand.Commit one => DescribeRows("commits", one.Delta.Rows, bucket),
        FeedCommand.Admit one => $"is admitted at {one.Generation}",
        _ => null,
    };

    private static string? DescribeRows(string how, IEnumerable<RowSet> sets, int bucket)
    {
        foreach (RowSet rows in sets)
        {
            int at = rows.Buckets.IndexOf(bucket);
            if (at >= 0) return $"{how} {rows[at]}";
        }

        return null;
    }
}
