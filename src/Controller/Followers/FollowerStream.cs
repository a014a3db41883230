using System.Threading.Channels;
using Beamer.Core.Fleet;

namespace Beamer.Controller.Followers;

/// <summary>The way out to one follower: a bounded queue of commands that its stream writes.</summary>
/// <remarks>
/// The fleet loop puts in, the stream takes out. A follower that is too slow is closed and comes back for a snapshot.
/// </remarks>
internal sealed class FollowerStream : IDisposable
{
    /// <summary>Commands that may wait: many publications' worth, for a follower that is only busy.</summary>
    internal const int WaitingMax = 256;

    private readonly Channel<FeedCommand> _waiting = Channel.CreateBounded<FeedCommand>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private readonly Lock _ending = new();
    private readonly CancellationTokenSource _closed = new();
    private string? _closeReason;
    private bool _isDisposed;

    internal FollowerStream(FollowerId id) => Id = id;

    /// <summary>The number of this stream.</summary>
    internal FollowerId Id { get; }

    /// <summary>What to write, in order.</summary>
    internal ChannelReader<FeedCommand> Waiting => _waiting.Reader;

    /// <summary>Cancelled when the stream has to end, whatever it does at the moment.</summary>
    internal CancellationToken Closed => _closed.Token;

    /// <summary>Why the controller ends it; null while it does not.</summary>
    internal string? CloseReason => Volatile.Read(ref _closeReason);

    /// <summary>Puts one command behind the others.</summary>
    /// <returns>False when too many wait.</returns>
    internal bool TrySend(FeedCommand command) => _waiting.Writer.TryWrite(command);

    /// <summary>Ends the stream; the first reason counts.</summary>
    internal void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null) return;
        lock (_ending)
        {
            // The stream may have ended since it was found. What hangs on the token runs elsewhere, not in the lock.
            if (!_isDisposed) _ = _closed.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_ending)
        {
            _isDisposed = true;
            _closed.Dispose();
        }
    }
}
