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

    /// <summary>
    /// How long a follower leaves the feed to the newer process that took its place. An agent is asked to end within
    /// this time; if the newer one died instead, this one must be back before the controller suspects the machine. Each
    /// time that it is superseded again it waits twice as long: two that live, by mistake, are no burden.
    /// </summary>
    public static readonly TimeSpan Aside = TimeSpan.FromSeconds(5);

    /// <summary>Twice as long at most this often: 80 s.</summary>
    private const int DoublingsMax = 4;

    /// <summary>A stream that lasts for longer than any rival stands aside shows that there is none.</summary>
    private static readonly TimeSpan Undisturbed = TimeSpan.FromSeconds(120);

    private readonly Random _jitter = new(jitterSeed);
    private readonly FeedConversation _conversation = new(handler);
    private volatile Channel<V1.FollowerMessage>? _outgoing;

    /// <summary>Sends a report if there is a stream now; from any thread.</summary>
    /// <returns>False when there is none, or too much waits already: the report is dropped.</returns>
    public bool TrySend(V1.FollowerMessage message) => _outgoing?.Writer.TryWrite(message) ?? false;

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        int attempt = 0;
        int doublings = 0;
        while (!cancellation.IsCancellationRequested)
        {
            bool heard = false;
            bool superseded = false;
            long began = time.GetTimestamp();
            try
            {
                await FollowOnceAsync(() => heard = true, cancellation);
                handler.Disconnected("the controller ended the stream.", superseded: false);
            }
            catch (RpcException e)
            {
                superseded = e.StatusCode == StatusCode.Aborted && e.Status.Detail == Superseded;
                handler.Disconnected($"{address}: {e.Status.Detail}", superseded);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException
                or OperationCanceledException or InvalidOperationException)
            {
                handler.Disconnected($"{address}: {e.Message}", superseded: false);
            }

            attempt = heard ? 0 : attempt + 1;
            if (time.GetElapsedTime(began) > Undisturbed) doublings = 0;
            TimeSpan pause = superseded
                ? Aside * (1 << Math.Min(doublings++, DoublingsMax))
                : ReconnectBackoff.Delay(attempt, _jitter.NextDouble());
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
