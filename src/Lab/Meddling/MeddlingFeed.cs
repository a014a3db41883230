using System.Threading.Channels;
using Beamer.Rpc;
using Beamer.Rpc.V1;
using Grpc.Core;

namespace Beamer.Lab.Meddling;

/// <summary>A table feed between the controller and its followers, which adds bad messages to the good.</summary>
/// <remarks>Only the good ones and the answers to them pass; what becomes of the bad ones is counted.</remarks>
internal sealed class MeddlingFeed(ListenAddress controller, MeddlingTally tally) : TableFeed.TableFeedBase
{
    /// <summary>Bad messages for each good one.</summary>
    private const int BadPerGood = 20;

    public override async Task Follow(
        IAsyncStreamReader<FollowerMessage> requestStream,
        IServerStreamWriter<FeedMessage> responseStream,
        ServerCallContext context)
    {
        using Grpc.Net.Client.GrpcChannel channel = GrpcChannelFactory.Open(controller);
        using AsyncDuplexStreamingCall<FollowerMessage, FeedMessage> call =
            new TableFeed.TableFeedClient(channel).Follow(cancellationToken: context.CancellationToken);
        // For each message that the follower will answer, in order: whether it was good.
        Channel<bool> expected = Channel.CreateUnbounded<bool>();
        Task up = AnswerAsync(requestStream, call.RequestStream, expected.Reader, context.CancellationToken);
        BadMessages bad = new(new Random(tally.NextSeed()));
        List<FeedMessage> chunks = [];
        try
        {
            await foreach (FeedMessage good in call.ResponseStream.ReadAllAsync(context.CancellationToken))
            {
                if (good.MessageCase == FeedMessage.MessageOneofCase.Snapshot)
                {
                    chunks.Add(good);
                    if (good.Snapshot.Index + 1 < good.Snapshot.Count) continue;
                    await SendAsync(bad.Of(chunks), isGood: false);
                    await SendAsync(chunks, isGood: true);
                    chunks.Clear();
                    continue;
                }

                bool isAnswered = good.MessageCase
                    is FeedMessage.MessageOneofCase.Commit or FeedMessage.MessageOneofCase.Prepare;
                for (int count = 0; isAnswered && count < BadPerGood; count++)
                {
                    await SendAsync([bad.Of(good)], isGood: false);
                }

                if (isAnswered) await SendAsync([good], isGood: true);
                else await responseStream.WriteAsync(good);
            }
        }
        catch (RpcException end) when (end.StatusCode != StatusCode.Cancelled)
        {
            throw new RpcException(end.Status);
        }

        await up;

        async Task SendAsync(IReadOnlyList<FeedMessage> messages, bool isGood)
        {
            tally.Sent(isGood);
            expected.Writer.TryWrite(isGood);
            foreach (FeedMessage message in messages) await responseStream.WriteAsync(message);
        }
    }

    private async Task AnswerAsync(
        IAsyncStreamReader<FollowerMessage> follower,
        IClientStreamWriter<FollowerMessage> controllerStream,
        ChannelReader<bool> expected,
        CancellationToken cancellation)
    {
        await foreach (FollowerMessage message in follower.ReadAllAsync(cancellation))
        {
            bool accepted = message.MessageCase == FollowerMessage.MessageOneofCase.Ack;
            bool refused = message.MessageCase == FollowerMessage.MessageOneofCase.Refusal;
            // Every message that is answered was expected before it was sent.
            bool isGood = (!accepted && !refused) || await expected.ReadAsync(cancellation);
            if (accepted || refused) tally.Answered(isGood, accepted);
            if (isGood) await controllerStream.WriteAsync(message, cancellation);
        }
    }
}
