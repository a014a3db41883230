using Beamer.Backend.Connections;
using Beamer.Core.Chaining;
using Beamer.Link;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Backend.Feed;

/// <summary>Ends connections, because an operator wants a row to settle now. One thread at a time.</summary>
internal sealed class SocketBreaker : IDisposable
{
    private readonly SockDiag _kernel = new();
    private readonly List<TcpSocket> _sockets = [];
    private long _broken;

    /// <summary>Connections that were ended since the agent started.</summary>
    internal long Broken => Volatile.Read(ref _broken);

    /// <summary>Ends those of the buckets of which this server is a previous owner, and no others.</summary>
    internal V1.BrokenConnections Break(AgentView view, ulong token)
    {
        V1.BrokenConnections answer = new() { Token = token };
        try
        {
            _kernel.Dump(_sockets);
            foreach (TcpSocket socket in BucketCounter.Unsettled(view, _sockets))
            {
                if (!_kernel.Destroy(socket)) continue;
                answer.Connections++;
                Volatile.Write(ref _broken, _broken + 1);
            }
        }
        catch (LinkException e)
        {
            answer.Problem = e.Message;
        }

        return answer;
    }

    public void Dispose() => _kernel.Dispose();
}
