using System.Collections.Concurrent;
using Beamer.Core.Fleet;

namespace Beamer.Controller.Followers;

/// <summary>All open streams. Streams enter and leave by themselves; the fleet loop sends and closes.</summary>
internal sealed class FollowerDirectory
{
    private readonly ConcurrentDictionary<FollowerId, FollowerStream> _streams = new();
    private long _lastId;

    /// <summary>How many streams are open.</summary>
    internal int Count => _streams.Count;

    /// <summary>A new stream with a number that was never used.</summary>
    internal FollowerStream Open()
    {
        FollowerStream stream = new(new FollowerId(Interlocked.Increment(ref _lastId)));
        _streams[stream.Id] = stream;
        return stream;
    }

    /// <summary>The stream, or null when it has ended.</summary>
    internal FollowerStream? Find(FollowerId id) => _streams.GetValueOrDefault(id);

    /// <summary>Forgets an ended stream.</summary>
    internal void Remove(FollowerStream stream)
    {
        _streams.TryRemove(stream.Id, out _);
        stream.Dispose();
    }
}
