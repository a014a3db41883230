using Beamer.Controller.Followers;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Rpc.V1;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Beamer.Controller.Services;

/// <summary>The feed: one call for each follower, which ends when either side wants it or the other is gone.</summary>
internal sealed class TableFeedService(
    FleetLoop loop,
    FollowerDirectory followers,
    FeedMessages messages,
    IHostApplicationLifetime lifetime,
    ILogger<TableFeedService> logger) : TableFeed.TableFeedBase
{
    /// <inheritdoc/>
    public override async Task Follow(
        IAsyncStreamReader<FollowerMessage> requestStream,
        IServerStreamWriter<FeedMessage> responseStream,
        ServerCallContext context)
    {
        FollowerHello hello = await ReadHelloAsync(requestStream, context.CancellationToken);
        FollowerStream stream = followers.Open();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, stream.Closed, lifetime.ApplicationStopping);
        logger.FollowerCame(hello.Role, hello.Name, stream.Id, hello.Generation);
        string reason = "the follower ended the stream.";
        try
        {
            await loop.PostAsync((engine, now) => engine.Connected(stream.Id, hello, now), ending.Token);
            Task reading = ReadAsync(stream, requestStream, ending.Token);
            Task writing = WriteAsync(stream, responseStream, ending.Token);
            Task first = await Task.WhenAny(reading, writing);
            await ending.CancelAsync();
            await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RpcException)
        {
            reason = stream.CloseReason ?? e.Message;
            throw ToStatus(stream, e);
        }
        finally
        {
            followers.Remove(stream);
            logger.FollowerGone(hello.Name, stream.Id, reason);
            await loop.PostAsync((engine, now) => engine.Disconnected(stream.Id, now), CancellationToken.None);
        }
    }

    private static async Task<FollowerHello> ReadHelloAsync(
        IAsyncStreamReader<FollowerMessage> requestStream, CancellationToken cancellation)
    {
        if (!await requestStream.MoveNext(cancellation))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The follower said nothing."));
        }

        bool good = FollowerWords.TryRead(requestStream.Current, out FollowerHello hello, out List<string> reasons);
        if (!good) Refusal.Throw(StatusCode.InvalidArgument, reasons);
        return hello;
    }

    private RpcException ToStatus(FollowerStream stream, Exception e)
    {
        if (stream.CloseReason is { } reason) return new RpcException(new Status(StatusCode.Aborted, reason));
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new RpcException(new Status(StatusCode.Unavailable, "the controller stops."));
        }

        return e as RpcException ?? new RpcException(new Status(StatusCode.Cancelled, e.Message));
    }

    private async Task ReadAsync(
        FollowerStream stream, IAsyncStreamReader<FollowerMessage> requestStream, CancellationToken cancellation)
    {
        await foreach (FollowerMessage message in requestStream.ReadAllAsync(cancellation))
        {
            List<string> reasons = [];
            FleetInput input = FollowerWords.Read(stream.Id, message, reasons);
            if (reasons.Count > 0)
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, string.Join('\n', reasons)));
            }

            if (message.Refusal is { } refusal)
            {
                string told = string.Join(' ', refusal.Reasons);
                logger.FollowerRefused(stream.Id, new Generation(refusal.Generation), told);
            }

            await loop.PostAsync(input, cancellation);
        }
    }

    private async Task WriteAsync(
        FollowerStream stream, IServerStreamWriter<FeedMessage> responseStream, CancellationToken cancellation)
    {
        await foreach (FeedCommand command in stream.Waiting.ReadAllAsync(cancellation))
        {
            foreach (FeedMessage message in messages.ToMessages(command, loop.Term))
            {
                await responseStream.WriteAsync(message, cancellation);
            }
        }
    }
}
