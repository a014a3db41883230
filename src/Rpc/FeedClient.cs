using System.Threading.Channels;
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
    private readonly FeedConversation _conversation = new(handler);
    private volatile Channel<V1.FollowerMessage>? _outgoing;

    /// <summary>Sends a report if there is a stream now; from any thread.</summary>
    /// <returns>False when there is none, or too much waits already: the report is dropped.</returns>
    public bool TrySend(V1.FollowerMessage message) => _outgoing?.Writer.TryWrite(message) ?? false;

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        ReconnectPauses pauses = new();
        while (!cancellation.IsCancellationRequested)
        {
            StreamEnd end = StreamEnd.Silent;
            long began = time.GetTimestamp();
            try
            {
                await FollowOnceAsync(() => end = StreamEnd.Heard, cancellation);
                handler.Disconnected("the controller ended the stream.", superseded: false);
            }
            catch (RpcException e)
            {
                if (e.StatusCode == StatusCode.Aborted && e.Status.Detail == Superseded) end = StreamEnd.Superseded;
                handler.Disconnected($"{address}: {e.Status.Detail}", end == StreamEnd.Superseded);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException
                or OperationCanceledException or InvalidOperationException)
            {
                handler.Disconnected($"{address}: {e.Message}", superseded: false);
            }

            TimeSpan pause = pauses.Next(end, time.GetElapsedTime(began), _jitter.NextDouble());
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
        V1.Hello hello = _conversation.Begin();
        await call.RequestStream.WriteAsync(new V1.FollowerMessage { Hello = hello }, stream.Token);
        _outgoing = outgoing;
        Task sending = SendAsync(outgoing.Reader, call.RequestStream, stream.Token);
        try
        {
            handler.Connected();
            await foreach (V1.FeedMessage message in call.ResponseStream.ReadAllAsync(stream.Token))
            {
                heard();
                if (_conversation.Answer(message) is { } answer) await outgoing.Writer.WriteAsync(answer, stream.Token);
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
}
