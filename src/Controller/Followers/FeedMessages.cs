using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Rpc;

namespace Beamer.Controller.Followers;

/// <summary>Commands of the engine as messages of the feed.</summary>
internal sealed class FeedMessages
{
    private SnapshotInChunks? _newest;
    private ConfigurationAsMessage? _configuration;
    private DeltaAsMessage? _delta;

    /// <summary>One message, or several for a snapshot.</summary>
    internal IEnumerable<Rpc.V1.FeedMessage> ToMessages(FeedCommand command, ulong term) => command switch
    {
        FeedCommand.Snapshot snapshot =>
            Cut(snapshot.Table).Select(chunk => new Rpc.V1.FeedMessage { Term = term, Snapshot = chunk }),
        FeedCommand.Prepare prepare => [new Rpc.V1.FeedMessage { Term = term, Prepare = ToMessage(prepare) }],
        FeedCommand.Commit commit =>
            [new Rpc.V1.FeedMessage { Term = term, Commit = ToMessage(commit.Delta) }],
        FeedCommand.Lease lease =>
        [
            new Rpc.V1.FeedMessage
            {
                Term = term,
                Lease = new Rpc.V1.Lease
                {
                    DurationMs = (uint)lease.Duration.TotalMilliseconds,
                    StatusSentAt = lease.StatusSentAt,
                },
            },
        ],
        FeedCommand.Admit admit =>
        [
            new Rpc.V1.FeedMessage
            {
                Term = term,
                Admission = new Rpc.V1.Admission
                {
                    Incarnation = admit.Incarnation,
                    Generation = admit.Generation.Value,
                },
            },
        ],
        FeedCommand.Count count =>
            [new Rpc.V1.FeedMessage { Term = term, Count = new Rpc.V1.CountSockets { Token = count.Token } }],
        FeedCommand.Break order =>
        [
            new Rpc.V1.FeedMessage
            {
                Term = term,
                BreakConnections = new Rpc.V1.BreakConnections { Token = order.Token },
            },
        ],
        _ => throw new InvalidOperationException($"{command.GetType().Name} has no message."),
    };

    /// <summary>A thousand followers that come back together get the same bytes, made once.</summary>
    private Rpc.V1.SnapshotChunk[] Cut(FleetTable table)
    {
        SnapshotInChunks? newest = Volatile.Read(ref _newest);
        if (newest is null || !ReferenceEquals(newest.Table, table))
        {
            newest = new SnapshotInChunks(table, [.. SnapshotChunks.Cut(table)]);
            Volatile.Write(ref _newest, newest);
        }

        return newest.Chunks;
    }

    /// <summary>Every follower gets the same delta: a first fill has all rows of the fleet.</summary>
    private Rpc.V1.TableDelta ToMessage(FleetDelta delta)
    {
        DeltaAsMessage? newest = Volatile.Read(ref _delta);
        if (newest is null || !ReferenceEquals(newest.Delta, delta))
        {
            newest = new DeltaAsMessage(delta, TableMessages.ToMessage(delta));
            Volatile.Write(ref _delta, newest);
        }

        return newest.Message;
    }

    /// <summary>And ten thousand servers that are told of one more get the same configuration.</summary>
    private Rpc.V1.FleetConfiguration ToMessage(FleetConfiguration configuration)
    {
        ConfigurationAsMessage? newest = Volatile.Read(ref _configuration);
        if (newest is null || !ReferenceEquals(newest.Configuration, configuration))
        {
            newest = new ConfigurationAsMessage(configuration, ConfigurationMessages.ToMessage(configuration));
            Volatile.Write(ref _configuration, newest);
        }

        return newest.Message;
    }

    private Rpc.V1.Prepare ToMessage(FeedCommand.Prepare prepare)
    {
        Rpc.V1.Prepare message = new()
        {
            Generation = prepare.Generation.Value,
            Stage = prepare.Stage switch
            {
                PublicationStage.PrepareNew => Rpc.V1.Stage.PrepareNewAndPrevious,
                PublicationStage.PrepareOld => Rpc.V1.Stage.PrepareOldOwner,
                _ => throw new InvalidOperationException("Only the first two stages are prepared."),
            },
        };
        if (prepare.Configuration is { } configuration)
        {
            message.Configuration = ToMessage(configuration);
        }

        message.Rows.AddRange(prepare.Rows.Select(RowMessages.ToMessage));
        return message;
    }

    private sealed record SnapshotInChunks(FleetTable Table, Rpc.V1.SnapshotChunk[] Chunks);

    private sealed record DeltaAsMessage(FleetDelta Delta, Rpc.V1.TableDelta Message);

    private sealed record ConfigurationAsMessage(FleetConfiguration Configuration, Rpc.V1.FleetConfiguration Message);
}
