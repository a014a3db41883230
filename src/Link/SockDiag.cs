using System.Runtime.InteropServices;
using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Asks the kernel which sockets exist (NETLINK_SOCK_DIAG, <c>sock_diag(7)</c>).</summary>
/// <remarks>
/// <para>
/// Answers for the network namespace of the thread that made it. One thread at a time. Needs no privilege. Sockets
/// bound to a device (SO_BINDTODEVICE) are not found by lookups.
/// </para>
/// <para>Flows are given as clients' packets have them: the local side is <c>Destination</c>.</para>
/// </remarks>
public sealed unsafe class SockDiag : IDisposable
{
    /// <summary>Lookups that one system call asks: enough to make its cost small beside theirs.</summary>
    public const int BatchMax = 64;

    private const int ReplyBytes = 512;
    private static readonly int RequestBytes = sizeof(nlmsghdr) + sizeof(inet_diag_req_v2);

    private readonly NetlinkSocket _netlink = new(NETLINK_SOCK_DIAG, "ask the kernel for its sockets");
    private readonly MessageBatch _replies = new(BatchMax);
    private readonly PacketMemory _memory = new(BatchMax, headroomBytes: 0, ReplyBytes);
    private readonly byte[] _requests = new byte[BatchMax * RequestBytes];

    /// <summary>Opens the conversation.</summary>
    /// <exception cref="LinkException">The kernel lacks the feature.</exception>
    public SockDiag()
    {
        for (int i = 0; i < BatchMax; i++)
        {
            _replies.Vectors[i].iov_base = _memory.PacketAddress(i);
            _replies.Vectors[i].iov_len = ReplyBytes;
        }
    }

    /// <summary>
    /// State of the flow's socket; <see cref="TcpSocketState.Listen"/> when only a listener would take it.
    /// </summary>
    /// <remarks>
    /// IPv4 sockets and IPv6 sockets that carry IPv4. For UDP <see cref="TcpSocketState.Close"/> means a socket that is
    /// bound and not connected. About 4 µs.
    /// </remarks>
    public TcpSocketState Lookup(in Flow flow)
    {
        TcpSocketState state = default;
        Lookup(new ReadOnlySpan<Flow>(in flow), new Span<TcpSocketState>(ref state));
        return state;
    }

    /// <summary>
    /// Looks up many flows, <see cref="BatchMax"/> per system call; about 2 µs each. Allocates nothing.
    /// </summary>
    /// <param name="flows">What to look up.</param>
    /// <param name="states">Receives one state for each flow.</param>
    /// <exception cref="LinkException">The kernel refused to answer: a fault of the machine, not of a flow.</exception>
    public void Lookup(ReadOnlySpan<Flow> flows, Span<TcpSocketState> states)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(states.Length, flows.Length);
        for (int first = 0; first < flows.Length; first += BatchMax)
        {
            int count = Math.Min(BatchMax, flows.Length - first);
            uint sequence = _netlink.BeginRequest();
            try
            {
                LookupBatch(sequence, flows.Slice(first, count), states.Slice(first, count));
            }
            finally
            {
                _netlink.EndRequest();
            }
        }
    }

    /// <summary>Whether packets to this address and port would find a socket that takes new flows.</summary>
    /// <remarks>
    /// A listener (UDP: a bound socket) on the address itself, on 0.0.0.0 or on [::] without IPV6_V6ONLY.
    /// </remarks>
    public bool HasListener(in ServiceKey service) => Lookup(
        new Flow(IPv4Address.None, service.Vip, 0, service.Port, service.Protocol)) is not TcpSocketState.None;

    /// <summary>Collects all TCP sockets over IPv4 (also those of IPv6 sockets) but listeners.</summary>
    /// <param name="sockets">Is cleared, then filled.</param>
    /// <param name="localPort">Only those of this local port; 0 for all.</param>
    /// <exception cref="LinkException">The kernel refused.</exception>
    public void Dump(List<TcpSocket> sockets, ushort localPort = 0)
    {
        int error;
        do
        {
            sockets.Clear();
            error = DumpFamily(AF_INET, localPort, sockets);
            if (error == 0) error = DumpFamily(AF_INET6, localPort, sockets);
        }
        while (error == EINTR);
        if (error != 0) throw LinkException.ForError("list the TCP sockets", error);
    }

    /// <summary>
    /// Ends a connection: the peer gets an RST at once, the application an error (<c>SOCK_DESTROY</c>, Linux 4.5).
    /// </summary>
    /// <param name="socket">One that <see cref="Dump"/> found; its cookie says that it is still the same.</param>
    /// <returns>False when it is gone.</returns>
    /// <exception cref="LinkException">
    /// CAP_NET_ADMIN is missing, or the kernel was built without CONFIG_INET_DIAG_DESTROY.
    /// </exception>
    public bool Destroy(in TcpSocket socket)
    {
        Invariant.Require(socket.Cookie != 0, "a socket is destroyed by its cookie");
        uint sequence = _netlink.BeginRequest();
        Span<byte> buffer = stackalloc byte[RequestBytes];
        inet_diag_req_v2 request = SocketQuestion.For(socket);
        _netlink.Send(NetlinkMessage.Begin(buffer, SOCK_DESTROY, NLM_F_ACK, sequence, request).Bytes);
        int error = _netlink.ReadAnswer(sequence, static _ => { });
        return error switch
        {
            0 => true,
            ENOENT or ESTALE => false,
            _ => throw LinkException.ForError($"end the connection {socket.Flow}", error),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _netlink.Dispose();
        _replies.Dispose();
        _memory.Dispose();
    }

    private void LookupBatch(uint first, ReadOnlySpan<Flow> flows, Span<TcpSocketState> states)
    {
        states.Clear();
        for (int i = 0; i < flows.Length; i++)
        {
            uint sequence = i == 0 ? first : _netlink.NextSequence();
            Span<byte> request = _requests.AsSpan(i * RequestBytes, RequestBytes);
            NetlinkMessage.Begin(request, SOCK_DIAG_BY_FAMILY, 0, sequence, SocketQuestion.For(flows[i]));
        }

        _netlink.Send(_requests.AsSpan(0, flows.Length * RequestBytes));
        int answered = 0;
        while (answered < flows.Length)
        {
            // The kernel has answered all of them when send returns, each with a message of its own.
            int received = _replies.Receive(_netlink.Number);
            if (received == 0) throw LinkException.ForLastError("read the kernel's answer about a socket");
            for (int i = 0; i < received; i++) answered += TakeReply(i, first, states);
        }
    }

    /// <summary>Stores the state that a reply names.</summary>
    /// <returns>1, or 0 for what remained of an earlier question.</returns>
    private int TakeReply(int index, uint first, Span<TcpSocketState> states)
    {
        ReadOnlySpan<byte> reply = _memory.Frame(index, (int)_replies.Headers[index].msg_len).Packet;
        nlmsghdr header = MemoryMarshal.Read<nlmsghdr>(reply);
        uint slot = header.nlmsg_seq - first;
        if (slot >= (uint)states.Length) return 0;
        if (header.nlmsg_type == NLMSG_ERROR)
        {
            int error = -MemoryMarshal.Read<int>(reply[sizeof(nlmsghdr)..]);
            if (error != ENOENT) throw LinkException.ForError("look up a socket", error);
            return 1;
        }

        states[(int)slot] = (TcpSocketState)MemoryMarshal.Read<inet_diag_msg>(reply[sizeof(nlmsghdr)..]).idiag_state;
        return 1;
    }

    private int DumpFamily(byte family, ushort localPort, List<TcpSocket> sockets)
    {
        uint sequence = _netlink.BeginRequest();
        Span<byte> buffer = stackalloc byte[RequestBytes];
        inet_diag_req_v2 request = SocketQuestion.ForAll(family, localPort);
        _netlink.Send(NetlinkMessage.Begin(buffer, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, sequence, request).Bytes);
        return _netlink.ReadAnswer(sequence, payload =>
        {
            if (SocketQuestion.TryReadAnswer(payload, out TcpSocket socket)) sockets.Add(socket);
        });
    }
}
