using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Wire;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>
/// One server's TCP, as Linux has it where Beamer can see it: SYN_RECV with its retransmissions, SYN cookies, sockets
/// of earlier connections with the same four-tuple, TIME_WAIT. And what its agent saw of it on the way out.
/// </summary>
/// <remarks>Times are scaled down, in the order in which the real ones stand.</remarks>
internal sealed class TcpHost(int number, Func<Flow, int> bucketOf) : ISimulatedSockets
{
    /// <summary>For as long as the kernel accepts a cookie: less than the quarantine of R10.</summary>
    internal static readonly TimeSpan CookieLife = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_halfOpenLife = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_lastAckLife = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_timeWaitLife = TimeSpan.FromSeconds(20);
    private readonly Dictionary<Flow, TcpSocket> _sockets = [];
    private readonly Dictionary<Flow, TcpSocket> _cookies = [];
    private readonly Dictionary<Flow, uint> _seen = [];
    private TimeSpan? _cookieSent;
    private uint _lastSequence = (uint)number << 24;

    /// <summary>Its backlog is full: it answers SYNs with cookies and keeps nothing.</summary>
    internal bool IsFlooded { get; set; }

    /// <summary>Ends a connection by a timer of its own.</summary>
    internal Action<TcpSocket>? Expired { get; set; }

    internal IEnumerable<TcpSocket> Sockets => _sockets.Values;

    internal TcpSocket? Find(in Flow tuple) => _sockets.GetValueOrDefault(tuple);

    /// <summary>Whether the server would go on with the connection that it began with this sequence number.</summary>
    internal bool Knows(in Flow tuple, uint sequence) =>
        Find(tuple)?.Sequence == sequence
        || (_cookies.TryGetValue(tuple, out TcpSocket? cookie) && cookie.Sequence == sequence);

    /// <inheritdoc/>
    public void Lose()
    {
        _sockets.Clear();
        _cookies.Clear();
        _seen.Clear();
        _cookieSent = null;
        IsFlooded = false;
    }

    /// <inheritdoc/>
    public int Break(Func<int, bool> isChosen)
    {
        TcpSocket[] broken = [.. _sockets.Values.Where(socket => isChosen(bucketOf(socket.Tuple)))];
        foreach (TcpSocket socket in broken)
        {
            _sockets.Remove(socket.Tuple);
            Expired?.Invoke(socket);
        }

        return broken.Length;
    }

    internal bool HasSeen(in Flow tuple) => _seen.ContainsKey(tuple);

    /// <summary>A cookie is out that its agent has not seen: nobody can know whose the client's ACK is.</summary>
    internal bool HasForgottenCookie(in Flow tuple) =>
        !_sockets.ContainsKey(tuple) && _cookies.ContainsKey(tuple) && !HasSeen(tuple);

    /// <summary>A new process of the agent has not seen the SYN-ACKs that left before it.</summary>
    internal void ForgetSeen() => _seen.Clear();

    /// <summary>What <c>sock_diag</c> and the agent's own record say, as the production's agent reads them.</summary>
    internal KernelAnswer Answer(in PacketSummary packet, TimeSpan now)
    {
        if (!_sockets.TryGetValue(packet.Flow, out TcpSocket? socket))
        {
            return Acknowledges(packet) == KernelAnswer.SynReceivedAckMatches && HasCookie(packet, now)
                ? KernelAnswer.ListenerCookieValid
                : KernelAnswer.ListenerOnly;
        }

        return socket.State switch
        {
            TcpState.SynReceived => Acknowledges(packet),
            TcpState.TimeWait => KernelAnswer.TimeWait,
            _ => KernelAnswer.Established,
        };
    }

    /// <summary>A segment was delivered.</summary>
    internal TcpAnswer Receive(in PacketSummary packet, TimeSpan now)
    {
        if (packet.IsIcmpError || packet.Flow.Protocol != TransportProtocol.Tcp) return default;
        TcpSocket? socket = Find(packet.Flow);
        if (packet.IsPureSyn) return ReceiveSyn(packet, socket, now);
        if ((packet.Flags & TcpFlags.Rst) != 0)
        {
            if (socket is not null && packet.Sequence == socket.PeerSequence + 1) _sockets.Remove(packet.Flow);
            return default;
        }

        return socket is null ? ReceiveUnknown(packet, now) : ReceiveSegment(packet, socket, now);
    }

    /// <summary>Time passes: timers of sockets.</summary>
    /// <returns>SYN-ACKs that are sent again.</returns>
    internal List<TcpAnswer> Live(TimeSpan now)
    {
        List<TcpAnswer> again = [];
        foreach (TcpSocket socket in _sockets.Values.ToArray())
        {
            TimeSpan age = now - socket.Since;
            if (age >= LifeOf(socket.State))
            {
                _sockets.Remove(socket.Tuple);
                Expired?.Invoke(socket);
            }
            else if (socket.State == TcpState.SynReceived && age >= NextSynAck(socket))
            {
                socket.Retransmissions++;
                again.Add(SynAck(socket));
            }
        }

        foreach (TcpSocket cookie in _cookies.Values.Where(cookie => now - cookie.Since >= CookieLife).ToArray())
        {
            _cookies.Remove(cookie.Tuple);
            if (Find(cookie.Tuple) is null) Expired?.Invoke(cookie);
        }

        return again;
    }

    /// <summary>The server's application closes first.</summary>
    internal void CloseFirst(in Flow tuple, TimeSpan now) => Find(tuple)?.Move(TcpState.TimeWait, now);

    /// <inheritdoc/>
    public SocketCounts Count(ulong token, TimeSpan? sinceCookie, TimeSpan now)
    {
        IGrouping<int, TcpSocket>[] buckets =
        [
            .. _sockets.Values
                .GroupBy(socket => bucketOf(socket.Tuple)).OrderBy(group => group.Key),
        ];
        PoolSocketCounts pool = new(
            SimulatedFleet.PoolId,
            [.. buckets.Select(group => group.Key)],
            [.. buckets.Select(group => (uint)group.Count())]);
        return new SocketCounts(token, [pool], _cookieSent is { } at ? now - at : null);
    }

    private TcpAnswer ReceiveSyn(in PacketSummary packet, TcpSocket? socket, TimeSpan now)
    {
        if (socket is { State: not TcpState.TimeWait })
        {
            bool isAgain = socket.State == TcpState.SynReceived && socket.PeerSequence == packet.Sequence;
            return isAgain ? SynAck(socket) : Challenge(socket);
        }

        // A SYN that comes again must get the same cookie: it is a function of the tuple, the minute and a secret.
        if (_cookies.TryGetValue(packet.Flow, out TcpSocket? cookie) && cookie.PeerSequence == packet.Sequence)
        {
            return SynAck(cookie);
        }

        TcpSocket fresh = new(packet.Flow, TcpState.SynReceived, packet.Sequence, _lastSequence += 256, now);
        if (IsFlooded)
        {
            _cookies[packet.Flow] = fresh;
            _cookieSent = now;
            _sockets.Remove(packet.Flow);
        }
        else
        {
            _sockets[packet.Flow] = fresh;
        }

        return SynAck(fresh);
    }

    private TcpAnswer ReceiveUnknown(in PacketSummary packet, TimeSpan now)
    {
        if ((packet.Flags & TcpFlags.Ack) == 0) return default;
        if (HasCookie(packet, now))
        {
            TcpSocket cookie = _cookies[packet.Flow];
            cookie.Move(TcpState.Established, now);
            _sockets[packet.Flow] = cookie;
            _cookies.Remove(packet.Flow);
            return ReceiveSegment(packet, cookie, now);
        }

        return new TcpAnswer(TcpAnswerKind.Reset, packet.Flow, packet.Acknowledgment, 0);
    }

    private TcpAnswer ReceiveSegment(in PacketSummary packet, TcpSocket socket, TimeSpan now)
    {
        bool isOther = packet.Sequence - socket.PeerSequence is 0 or > 1000;
        if (socket.State == TcpState.SynReceived)
        {
            // RFC 9293, section 3.10.7.4: in SYN-RECEIVED an unacceptable ACK is answered with RST.
            if (packet.Acknowledgment != socket.Sequence + 1)
            {
                return new TcpAnswer(TcpAnswerKind.Reset, packet.Flow, packet.Acknowledgment, 0);
            }

            socket.Move(TcpState.Established, now);
        }

        if (isOther) return Challenge(socket);
        bool isLast = packet.Acknowledgment == socket.Sequence + 2;
        if (socket.State == TcpState.LastAck && isLast) _sockets.Remove(socket.Tuple);
        if ((packet.Flags & TcpFlags.Fin) == 0 || socket.State == TcpState.TimeWait) return default;
        // PSH marks the client's half-close here: the server goes on sending, and keeps its socket.
        if ((packet.Flags & TcpFlags.Psh) != 0) return default;
        if (socket.State != TcpState.LastAck) socket.Move(TcpState.LastAck, now);
        return new TcpAnswer(TcpAnswerKind.FinAck, packet.Flow, socket.Sequence + 1, packet.Sequence + 1);
    }

    private TcpAnswer SynAck(TcpSocket socket)
    {
        _seen[socket.Tuple] = socket.Sequence;
        return new TcpAnswer(TcpAnswerKind.SynAck, socket.Tuple, socket.Sequence, socket.PeerSequence + 1);
    }

    private static TcpAnswer Challenge(TcpSocket socket) =>
        new(TcpAnswerKind.ChallengeAck, socket.Tuple, socket.Sequence + 1, socket.PeerSequence + 1);

    private KernelAnswer Acknowledges(in PacketSummary packet)
    {
        if (packet.IsIcmpError || !_seen.TryGetValue(packet.Flow, out uint sequence))
        {
            return KernelAnswer.SynReceivedAckUnknown;
        }

        bool matches = (packet.Flags & TcpFlags.Ack) != 0 && packet.Acknowledgment == sequence + 1;
        return matches ? KernelAnswer.SynReceivedAckMatches : KernelAnswer.SynReceivedAckMismatch;
    }

    private bool HasCookie(in PacketSummary packet, TimeSpan now) =>
        _cookies.TryGetValue(packet.Flow, out TcpSocket? cookie)
        && packet.Acknowledgment == cookie.Sequence + 1
        && now - cookie.Since < CookieLife;

    /// <summary>After 1, 3 and 7 seconds.</summary>
    private static TimeSpan NextSynAck(TcpSocket socket) =>
        TimeSpan.FromSeconds((1 << (socket.Retransmissions + 1)) - 1);

    private static TimeSpan LifeOf(TcpState state) => state switch
    {
        TcpState.SynReceived => s_halfOpenLife,
        TcpState.LastAck => s_lastAckLife,
        TcpState.TimeWait => s_timeWaitLife,
        _ => TimeSpan.MaxValue,
    };
}
