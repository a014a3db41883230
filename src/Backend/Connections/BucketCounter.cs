using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Link;

namespace Beamer.Backend.Connections;

/// <summary>How many live flows each bucket has on this server: what lets a previous owner leave a row (R10).</summary>
internal static class BucketCounter
{
    /// <summary>Counts the sockets of this server's services, in every state but LISTEN.</summary>
    /// <remarks>
    /// TIME_WAIT counts. A bucket may come back to a server that left its row (R14), and there such a socket would
    /// take the segments of a new connection with the same four-tuple, whose home is another server by then.
    /// </remarks>
    /// <param name="view">What this server serves.</param>
    /// <param name="sockets">All of the kernel's TCP sockets.</param>
    /// <returns>Only buckets that have any, ascending.</returns>
    internal static SortedDictionary<int, uint> Count(AgentView view, IEnumerable<TcpSocket> sockets)
    {
        SortedDictionary<int, uint> counts = [];
        if (view.Pool?.Pool is not { } pool) return counts;
        foreach (TcpSocket socket in sockets)
        {
            if (!IsSomeones(socket.State) || !view.Serves(socket.Flow)) continue;
            int bucket = BucketOf(pool, socket);
            counts[bucket] = counts.GetValueOrDefault(bucket) + 1;
        }

        return counts;
    }

    /// <summary>
    /// The live sockets of buckets of which this server is a previous owner and no longer the current one.
    /// </summary>
    internal static IEnumerable<TcpSocket> Unsettled(AgentView view, IEnumerable<TcpSocket> sockets)
    {
        if (view.Pool is not { } pool) return [];
        return sockets.Where(socket => IsLive(socket.State) && view.Serves(socket.Flow)
            && IsPreviousOwner(pool.ActiveRow(BucketOf(pool.Pool, socket)), view.Self));
    }

    private static bool IsPreviousOwner(in Row row, IPv4Address self) =>
        row.Current != self && row.Previous.Contains(self);

    private static int BucketOf(Pool pool, in TcpSocket socket) =>
        FlowHash.Of(pool.Key, socket.Flow).Bucket(pool.BucketCount);

    private static bool IsLive(TcpSocketState state) => IsSomeones(state) && state != TcpSocketState.TimeWait;

    private static bool IsSomeones(TcpSocketState state) => state is not
        (TcpSocketState.None or TcpSocketState.Close or TcpSocketState.Listen);
}
