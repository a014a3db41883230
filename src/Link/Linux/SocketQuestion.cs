using System.Runtime.InteropServices;
using Beamer.Core;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>What <see cref="SockDiag"/> asks and what it is told, in the kernel's structs.</summary>
internal static unsafe class SocketQuestion
{
    private const uint NoCookie = uint.MaxValue;

    /// <summary>Asks for the socket of one flow, given from the client to the local side.</summary>
    internal static inet_diag_req_v2 For(in Flow flow)
    {
        inet_diag_req_v2 request = default;
        request.sdiag_family = AF_INET;
        request.sdiag_protocol = (byte)flow.Protocol;
        request.idiag_states = uint.MaxValue;
        request.id.idiag_cookie[0] = request.id.idiag_cookie[1] = NoCookie;
        // TCP takes the local side as source. UDP, for reasons of history, has the two swapped.
        bool local = flow.Protocol == TransportProtocol.Tcp;
        Flow id = local ? flow.Reversed() : flow;
        request.id.idiag_src[0] = NetworkOrder.From(id.Source);
        request.id.idiag_dst[0] = NetworkOrder.From(id.Destination);
        request.id.idiag_sport = NetworkOrder.From(id.SourcePort);
        request.id.idiag_dport = NetworkOrder.From(id.DestinationPort);
        return request;
    }

    /// <summary>Means exactly this socket: without the cookie a listener would stand in for one that is gone.</summary>
    internal static inet_diag_req_v2 For(in TcpSocket socket)
    {
        inet_diag_req_v2 request = For(socket.Flow);
        request.id.idiag_cookie[0] = (uint)socket.Cookie;
        request.id.idiag_cookie[1] = (uint)(socket.Cookie >> 32);
        return request;
    }

    /// <summary>Asks for all TCP sockets but listeners.</summary>
    internal static inet_diag_req_v2 ForAll(byte family, ushort localPort)
    {
        inet_diag_req_v2 request = default;
        request.sdiag_family = family;
        request.sdiag_protocol = IPPROTO_TCP;
        request.idiag_states = uint.MaxValue & ~(1u << (int)TcpSocketState.Listen);
        request.id.idiag_sport = NetworkOrder.From(localPort);
        return request;
    }

    /// <summary>Reads an answer to <see cref="ForAll"/>.</summary>
    /// <returns>False for a socket that does not speak IPv4.</returns>
    internal static bool TryReadAnswer(ReadOnlySpan<byte> payload, out TcpSocket socket)
    {
        inet_diag_msg message = MemoryMarshal.Read<inet_diag_msg>(payload);
        int word = 0;
        if (message.idiag_family == AF_INET6)
        {
            socket = default;
            if (!IsMapped(message.id.idiag_src) || !IsMapped(message.id.idiag_dst)) return false;
            word = 3;
        }

        socket = new TcpSocket(
            new Flow(
                NetworkOrder.ToAddress(message.id.idiag_dst[word]),
                NetworkOrder.ToAddress(message.id.idiag_src[word]),
                NetworkOrder.ToPort(message.id.idiag_dport),
                NetworkOrder.ToPort(message.id.idiag_sport),
                TransportProtocol.Tcp),
            (TcpSocketState)message.idiag_state,
            message.id.idiag_cookie[0] | ((ulong)message.id.idiag_cookie[1] << 32));
        return true;
    }

    /// <summary>::ffff:0:0/96, RFC 4291 section 2.5.5.2.</summary>
    private static bool IsMapped(uint* address) =>
        address[0] == 0 && address[1] == 0 && address[2] == NetworkOrder.From(new IPv4Address(0xffff));
}
