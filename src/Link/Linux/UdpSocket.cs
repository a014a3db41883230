using Beamer.Core;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>
/// Opens the socket of a <see cref="UdpEndpoint"/> and sets everything that the kernel shall tell or do.
/// </summary>
internal static unsafe class UdpSocket
{
    private const int SendBufferBytes = 4 << 20;

    internal static FileDescriptor Open(UdpEndpointOptions options)
    {
        string operation = $"listen on UDP {options.Address}:{options.Port}";
        FileDescriptor socket = SocketOptions.Open(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0, operation);
        try
        {
            Configure(socket, options, operation);
            var address = new sockaddr_in
            {
                sin_family = AF_INET,
                sin_port = NetworkOrder.From(options.Port),
                sin_addr = NetworkOrder.From(options.Address),
            };
            if (bind(socket, &address, (uint)sizeof(sockaddr_in)) < 0) throw LinkException.ForLastError(operation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A connected socket gets datagrams from its peer alone, and the kernel passes it over when it chooses among those
    /// that share a port. The discard port of the loopback never sends anything.
    /// </summary>
    internal static void Seclude(FileDescriptor socket)
    {
        var nobody = new sockaddr_in
        {
            sin_family = AF_INET,
            sin_port = NetworkOrder.From(9),
            sin_addr = NetworkOrder.From(new IPv4Address(0x7F000001)),
        };
        if (connect(socket, &nobody, (uint)sizeof(sockaddr_in)) < 0)
        {
            throw LinkException.ForLastError("leave a shared port");
        }
    }

    internal static ushort LocalPort(FileDescriptor socket)
    {
        sockaddr_in address;
        uint length = (uint)sizeof(sockaddr_in);
        if (getsockname(socket, &address, &length) < 0) throw LinkException.ForLastError("read a socket's address");
        return NetworkOrder.ToPort(address.sin_port);
    }

    private static void Configure(FileDescriptor socket, UdpEndpointOptions options, string operation)
    {
        if (options.SharePort) SocketOptions.Set(socket, SOL_SOCKET, SO_REUSEPORT, 1, operation);
        SocketOptions.SetReceiveBuffer(socket, options.ReceiveBufferBytes);
        SocketOptions.SetSendBuffer(socket, SendBufferBytes);
        SocketOptions.Set(socket, SOL_SOCKET, SO_RXQ_OVFL, 1, operation);
        SocketOptions.Set(socket, SOL_SOCKET, SO_NO_CHECK, 1, operation);
        SocketOptions.Set(socket, IPPROTO_IP, IP_RECVTOS, 1, operation);
        SocketOptions.Set(socket, IPPROTO_IP, IP_PKTINFO, 1, operation);
        // DF without belief in "fragmentation needed" messages, which anyone can forge.
        SocketOptions.Set(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE, operation);
    }
}
