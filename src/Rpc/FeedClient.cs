using System.Threading.Channels;
using Beamer.Core;
using Beamer.Core.Tables;
using Grpc.Core;
using Grpc.Net.Client;

namespace Beamer.Rpc;

/// <summary>
/// Follows the table feed: says hello, hands messages to its handler, acknowledges, and comes back when cut off.
/// </summary>
/// <param name="address">The controller.</param>
/// <param name="handler">What to do with messages.</param>
/// <param name="time">The clock of the waits between attempts.</param>
/// <param name="jitterSeed">Spreads the attempts of many followers.</param>
public sealed class FeedClient(ListenAddress address, IFeedHandler handler, TimeProvider time, int jitterSeed)
{
    /// <summary>
    /// Messages that wait for a slow controller; above it reports are dropped, because newer ones replace them.
    /// </summary>
    private const int OutgoingMax = 256;

    private const string Superseded = "superseded";

    private readonly Random _jitter = new(jitterSeed);
    private SnapshotChunks _chunks = new();
    private volatile Channel<V1.FollowerMessage>? _outgoing;
    private ulong _termSeen;

    /// <summary>Sends a report if there is a stream now; from any thread.</summary>
    /// <returns>False when there is none, or too much waits already: the report is dropped.</returns>
    public bool TrySend(V1.FollowerMessage message) => _outgoing?.Writer.TryWrite(message) ?? false;

    /// <summary>Follows until cancelled, or until a newer process has taken this follower's place.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        int attempt = 0;
        while (!cancellation.IsCancellationRequested)
        {
            bool heard = false;
            try
            {
                await FollowOnceAsync(() => heard = true, cancellation);
                handler.Disconnected("the controller ended the stream.", superseded: false);
            }
            catch (RpcException e)
            {
                bool superseded = e.StatusCode == StatusCode.Aborted && e.Status.Detail == Superseded;
                handler.Disconnected($"{address}: {e.Status.Detail}", superseded);
                if (superseded) return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException
                or OperationCanceledException or InvalidOperationException)
            {
                handler.Disconnected($"{address}: {e.Message}", superseded: false);
            }

            attempt = heard ? 0 : attempt + 1;
            await PauseAsync(attempt, cancellation);
        }
    }

    private async Task PauseAsync(int attempt, CancellationToken cancellation)
    {
        Task pause = Task.Delay(ReconnectBackoff.Delay(attempt, _jitter.NextDouble()), time, cancellation);
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowOnceAsync(Action heard, CancellationToken cancellation)
    {
        using CancellationTokenSource stream = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using GrpcChannel channel = GrpcChannelFactory.Open(address);
        V1.TableFeed.TableFeedClient client = new(channel);
        using AsyncDuplexStreamingCall<V1.FollowerMessage, V1.FeedMessage> call = client.Follow(
            cancellationToken: stream.Token);
        Channel<V1.FollowerMessage> outgoing = Channel.CreateBounded<V1.FollowerMessage>(
            new BoundedChannelOptions(OutgoingMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        V1.Hello hello = handler.CreateHello();
        // A process that starts again holds a table of some term: what an older controller still says is refused.
        _termSeen = Math.Max(_termSeen, hello.Term);
        await call.RequestStream.WriteAsync(new V1.FollowerMessage { Hello = hello }, stream.Token);
        // What a stream before this one had begun to send does not go on here.
        _chunks = new SnapshotChunks();
        _outgoing = outgoing;
        Task sending = SendAsync(outgoing.Reader, call.RequestStream, stream.Token);
        try
        {
            handler.Connected();
            await foreach (V1.FeedMessage message in call.ResponseStream.ReadAllAsync(stream.Token))
            {
                heard();
                if (Handle(message) is { } answer) await outgoing.Writer.WriteAsync(answer, stream.Token);
            }
        }
        finally
        {
            _outgoing = null;
            outgoing.Writer.TryComplete();
            await stream.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendAsync(
        ChannelReader<V1.FollowerMessage> outgoing,
        IClientStreamWriter<V1.FollowerMessage> stream,
        CancellationToken cancellation)
    {
        await foreach (V1.FollowerMessage message in outgoing.ReadAllAsync(cancellation))
        {
            await stream.WriteAsync(message, cancellation);
        }
    }

    private V1.FollowerMessage? Handle(V1.FeedMessage message)
    {
        if (message.Term < _termSeen)
        {
            return Refuse(0, [$"term {message.Term} is lower than {_termSeen}, which was seen before."]);
        }

        _termSeen = message.Term;
        return message.MessageCase switch
        {
            V1.FeedMessage.MessageOneofCase.Snapshot => HandleSnapshot(message),
            V1.FeedMessage.MessageOneofCase.Prepare => HandlePrepare(message),
            V1.FeedMessage.MessageOneofCase.Commit => HandleCommit(message),
            V1.FeedMessage.MessageOneofCase.Lease => HandleLease(message.Lease),
            V1.FeedMessage.MessageOneofCase.Admission => HandleAdmission(message.Admission),
            V1.FeedMessage.MessageOneofCase.Count => HandleCount(message.Count),
            _ => null,
        };
    }

    private V1.FollowerMessage? HandleSnapshot(V1.FeedMessage message)
    {
        List<string> reasons = _chunks.Take(message.Snapshot, out FleetTable? table);
        if (reasons.Count > 0) return Refuse(0, reasons);
        if (table is null) return null;
        return Answer(message.Term, table.Generation, V1.Stage.Commit, handler.AcceptSnapshot(table));
    }

    private V1.FollowerMessage HandlePrepare(V1.FeedMessage message)
    {
        V1.Prepare prepare = message.Prepare;
        List<string> reasons = [];
        FleetConfiguration? configuration =
            prepare.Configuration is null ? null : ConfigurationMessages.Read(prepare.Configuration, reasons);
        RowSet[] rows = [.. prepare.Rows.Select(set => RowMessages.Read(set, reasons))];
        Generation generation = new(prepare.Generation);
        IReadOnlyList<string> answer = reasons.Count > 0
            ? reasons
            : handler.AcceptPrepare(generation, prepare.Stage, configuration, [.. rows]);
        return Answer(message.Term, generation, prepare.Stage, answer);
    }

    private V1.FollowerMessage HandleCommit(V1.FeedMessage message)
    {
        bool good = TableMessages.TryRead(message.Commit, out FleetDelta? delta, out List<string> reasons);
        IReadOnlyList<string> answer = good ? handler.AcceptDelta(delta!) : reasons;
        return Answer(message.Term, new Generation(message.Commit.ToGeneration), V1.Stage.Commit, answer);
    }

    private V1.FollowerMessage? HandleLease(V1.Lease lease)
    {
        handler.AcceptLease(TimeSpan.FromMilliseconds(lease.DurationMs), lease.StatusSentAt);
        return null;
    }

    private V1.FollowerMessage? HandleAdmission(V1.Admission admission)
    {
        IReadOnlyList<string> reasons = handler.AcceptAdmission(
            admission.Incarnation, new Generation(admission.Generation));
        return reasons.Count > 0 ? Refuse(admission.Generation, reasons) : null;
    }

    private V1.FollowerMessage? HandleCount(V1.CountSockets count) =>
        handler.CountSockets(count.Token) is { } counts ? new V1.FollowerMessage { Counts = counts } : null;

    private static V1.FollowerMessage Answer(
        ulong term, Generation generation, V1.Stage stage, IReadOnlyList<string> reasons) =>
        reasons.Count > 0
            ? Refuse(generation.Value, reasons)
            : new V1.FollowerMessage { Ack = new V1.Ack { Term = term, Generation = generation.Value, Stage = stage } };

    private static V1.FollowerMessage Refuse(uint generation, IReadOnlyList<string> reasons)
    {
        V1.Refusal refusal = new() { Generation = generation };
        refusal.Reasons.AddRange(reasons);
        return new V1.FollowerMessage { Refusal = refusal };
    }
}
