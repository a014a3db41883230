using Beamer.Controller.Followers;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Large;

/// <summary>How many bytes the controller's messages have, as the production's codec writes them.</summary>
/// <remarks>What goes to thousands of boxes is measured once.</remarks>
internal sealed class FeedTraffic(FeedMessages messages)
{
    /// <summary>gRPC puts a flag and a length in front of each message.</summary>
    private const int FrameBytes = 5;

    private readonly Dictionary<object, long> _measured = new(ReferenceEqualityComparer.Instance);

    /// <summary>Bytes sent, by kind of message.</summary>
    internal long Snapshots { get; private set; }

    internal long Prepares { get; private set; }

    internal long Commits { get; private set; }

    /// <summary>Leases, admissions, counts.</summary>
    internal long Others { get; private set; }

    internal long Sum => Snapshots + Prepares + Commits + Others;

    /// <summary>Counts a message.</summary>
    /// <returns>Its bytes.</returns>
    internal long Note(FeedCommand command, ulong term)
    {
        switch (command)
        {
            case FeedCommand.Snapshot snapshot:
                long bytes = Once(snapshot.Table, () => Measure(command, term));
                Snapshots += bytes;
                return bytes;
            case FeedCommand.Commit commit:
                bytes = Once(commit.Delta, () => Measure(command, term));
                Commits += bytes;
                return bytes;
            case FeedCommand.Prepare prepare:
                bytes = Measure(prepare with { Configuration = null }, term);
                if (prepare.Configuration is { } whole) bytes += Once(whole, () => Field(whole));
                Prepares += bytes;
                return bytes;
            default:
                bytes = Measure(command, term);
                Others += bytes;
                return bytes;
        }
    }

    /// <summary>Forgets what was counted, and the measures of tables that nobody needs any more.</summary>
    internal void Reset()
    {
        Snapshots = Prepares = Commits = Others = 0;
        _measured.Clear();
    }

    private long Once(object of, Func<long> measure)
    {
        if (!_measured.TryGetValue(of, out long bytes)) _measured[of] = bytes = measure();
        return bytes;
    }

    private long Measure(FeedCommand command, ulong term) =>
        messages.ToMessages(command, term).Sum(message => (long)message.CalculateSize() + FrameBytes);

    /// <summary>A configuration within a message: its tag, its length and itself.</summary>
    private static long Field(FleetConfiguration configuration)
    {
        V1.Prepare message = new() { Configuration = ConfigurationMessages.ToMessage(configuration) };
        return message.CalculateSize();
    }
}
