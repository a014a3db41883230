using Beamer.Backend.Connections;
using Beamer.Core.Chaining;
using Beamer.Link;
using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Backend.Feed;

/// <summary>Counts the kernel's sockets of this server's services, per bucket (R10). Belongs to the feed.</summary>
internal sealed class SocketCensus(CookieWatch cookies) : IDisposable
{
    private readonly SockDiag _kernel = new();
    private readonly List<TcpSocket> _sockets = [];

    /// <summary>The answer to a request of the controller.</summary>
    /// <exception cref="LinkException">The kernel refused.</exception>
    internal V1.SocketCounts Count(AgentView view, ulong token)
    {
        // The cookies first: one that is sent while the sockets are listed is then still counted, as a socket or as a
        // cookie.
        V1.SocketCounts message = new() { Token = token, SecondsSinceCookie = cookies.SecondsSinceLast() };
        _kernel.Dump(_sockets);
        SortedDictionary<int, uint> counts = BucketCounter.Count(view, _sockets);
        if (view.Pool?.Pool is not { } pool) return message;
        message.Pools.Add(new V1.SocketCounts.Types.Pool
        {
            PoolId = pool.Id.Value,
            Buckets = RowMessages.ToBytes([.. counts.Keys.Select(bucket => (uint)bucket)]),
            Counts = RowMessages.ToBytes([.. counts.Values]),
        });
        return message;
    }

    public void Dispose() => _kernel.Dispose();
}
