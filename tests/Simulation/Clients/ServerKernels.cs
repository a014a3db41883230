using Beamer.Core.Chaining;
using Beamer.Core.Wire;

namespace Beamer.Tests.Simulation.Clients;

/// <summary>The TCP sockets of all servers.</summary>
/// <remarks>
/// A connection's first socket stands in its <see cref="ClientFlow"/>. If its SYN reached another server too, that one
/// keeps a half-open socket which nobody acknowledges (a ghost); these are few and stand in a dictionary.
/// </remarks>
internal sealed class ServerKernels(FlowTable flows, int servers, int buckets)
{
    /// <summary>Linux gives up a half-open socket after five retransmissions of its SYN-ACK.</summary>
    internal static readonly TimeSpan HalfOpenLife = TimeSpan.FromSeconds(63);

    private readonly HashSet<(int Flow, int Server)> _ghosts = [];
    private readonly uint[] _counts = new uint[servers * buckets];

    /// <summary>A half-open socket was made, or its client chose another server: it ends by time alone.</summary>
    internal Action<int, int>? HalfOpen { get; set; }

    /// <summary>Sockets of a server in each bucket, half-open ones too.</summary>
    internal ReadOnlySpan<uint> Counts(int server) => _counts.AsSpan(server * buckets, buckets);

    /// <summary>What <c>sock_diag</c> and the record of sent SYN-ACKs say about a segment (R5).</summary>
    internal KernelAnswer Ask(int server, int flow, uint acknowledgment)
    {
        ref ClientFlow one = ref flows[flow];
        bool isFirst = one.Socket == server;
        if (isFirst && one.SocketState == SocketState.Established) return KernelAnswer.Established;
        if (!isFirst && !(one.HasGhosts && _ghosts.Contains((flow, server)))) return KernelAnswer.ListenerOnly;
        return acknowledgment == flows.InitialSequence(flow, server) + 1
            ? KernelAnswer.SynReceivedAckMatches
            : KernelAnswer.SynReceivedAckMismatch;
    }

    /// <summary>A pure SYN came.</summary>
    /// <returns>Whether the server answers with SYN-ACK.</returns>
    internal bool TakeSyn(int server, int flow)
    {
        ref ClientFlow one = ref flows[flow];
        if (one.Socket == server) return one.SocketState == SocketState.SynReceived;
        if (one.Socket == ClientFlow.NoServer && one.Status == FlowStatus.Opening)
        {
            one.Socket = (short)server;
            one.SocketState = SocketState.SynReceived;
            Count(server, one.Bucket)++;
            return true;
        }

        AddGhost(server, flow);
        return true;
    }

    /// <summary>Any other segment came.</summary>
    /// <returns>False when the server owns no such connection: it answers with RST.</returns>
    internal bool TakeSegment(int server, int flow, TcpFlags flags, uint acknowledgment)
    {
        KernelAnswer answer = Ask(server, flow, acknowledgment);
        if (answer is not (KernelAnswer.Established or KernelAnswer.SynReceivedAckMatches)) return false;
        ref ClientFlow one = ref flows[flow];
        if (one.Socket != server) return false;
        one.SocketState = SocketState.Established;
        if ((flags & TcpFlags.Fin) != 0) Close(flow);
        return true;
    }

    /// <summary>Its client accepted this server's SYN-ACK; another server's socket is a ghost from now on.</summary>
    internal void Choose(int server, int flow)
    {
        ref ClientFlow one = ref flows[flow];
        if (one.Socket == server) return;
        int other = one.Socket;
        Close(flow);
        if (!EndHalfOpen(server, flow)) return;
        one.Socket = (short)server;
        one.SocketState = SocketState.SynReceived;
        Count(server, one.Bucket)++;
        if (other != ClientFlow.NoServer) AddGhost(other, flow);
    }

    /// <summary>The first socket of a connection is gone.</summary>
    internal void Close(int flow)
    {
        ref ClientFlow one = ref flows[flow];
        if (one.Socket == ClientFlow.NoServer) return;
        Count(one.Socket, one.Bucket)--;
        one.Socket = ClientFlow.NoServer;
        one.SocketState = SocketState.None;
    }

    /// <summary>A ghost's time is over.</summary>
    internal bool EndHalfOpen(int server, int flow)
    {
        if (!_ghosts.Remove((flow, server))) return false;
        Count(server, flows[flow].Bucket)--;
        return true;
    }

    /// <summary>Every socket of a server is gone.</summary>
    /// <param name="server">The server.</param>
    /// <param name="lost">Told of each live connection of which it was the home.</param>
    internal void Crash(int server, Action<int> lost)
    {
        for (int flow = 0; flow < flows.Count; flow++)
        {
            ref ClientFlow one = ref flows[flow];
            if (one.Socket == server) Close(flow);
            if (one.Home == server && one.IsLive) lost(flow);
        }

        foreach ((int flow, int _) in _ghosts.Where(ghost => ghost.Server == server).ToArray())
        {
            EndHalfOpen(server, flow);
        }
    }

    private void AddGhost(int server, int flow)
    {
        if (!_ghosts.Add((flow, server))) return;
        flows[flow].HasGhosts = true;
        Count(server, flows[flow].Bucket)++;
        HalfOpen?.Invoke(flow, server);
    }

    private ref uint Count(int server, int bucket) => ref _counts[(server * buckets) + bucket];
}
