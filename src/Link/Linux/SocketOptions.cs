using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>Opens and configures sockets; every refusal becomes one sentence.</summary>
internal static unsafe class SocketOptions
{
    internal static FileDescriptor Open(int domain, int type, int protocol, string operation) =>
        FileDescriptor.Own(socket(domain, type | SOCK_CLOEXEC, protocol), operation);

    internal static void Set<T>(FileDescriptor socket, int level, int option, T value, string operation)
        where T : unmanaged
    {
        if (setsockopt(socket, level, option, &value, (uint)sizeof(T)) < 0)
            throw LinkException.ForLastError(operation);
    }

    /// <summary>
    /// Asks for a buffer beyond the system's limit, and without CAP_NET_ADMIN for what the limit allows.
    /// </summary>
    internal static void SetReceiveBuffer(FileDescriptor socket, int bytes)
    {
        if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(int)) < 0)
            Set(socket, SOL_SOCKET, SO_RCVBUF, bytes, "enlarge the receive buffer of a socket");
    }

    /// <summary>
    /// Asks for a buffer beyond the system's limit, and without CAP_NET_ADMIN for what the limit allows.
    /// </summary>
    internal static void SetSendBuffer(FileDescriptor socket, int bytes)
    {
        if (setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(int)) < 0)
            Set(socket, SOL_SOCKET, SO_SNDBUF, bytes, "enlarge the send buffer of a socket");
    }

    internal static void AttachFilter(FileDescriptor socket, ReadOnlySpan<sock_filter> program, string operation)
    {
        fixed (sock_filter* first = program)
        {
            var filter = new sock_fprog { len = (ushort)program.Length, filter = first };
            Set(socket, SOL_SOCKET, SO_ATTACH_FILTER, filter, operation);
        }
    }

    /// <summary>Binds an AF_PACKET socket; from then on it receives <paramref name="protocol"/>.</summary>
    /// <param name="interfaceIndex">0 for every interface.</param>
    /// <param name="protocol">ETH_P_…, or 0 to receive nothing.</param>
    internal static void BindPacket(FileDescriptor socket, int interfaceIndex, ushort protocol, string operation)
    {
        var address = new sockaddr_ll
        {
            sll_family = AF_PACKET,
            sll_protocol = NetworkOrder.From(protocol),
            sll_ifindex = interfaceIndex,
        };
        if (bind(socket, &address, (uint)sizeof(sockaddr_ll)) < 0) throw LinkException.ForLastError(operation);
    }

    /// <summary>Index of the interface in the network namespace of the calling thread.</summary>
    internal static int InterfaceIndex(string name)
    {
        uint index = if_nametoindex(name);
        return index != 0 ? (int)index : throw LinkException.ForLastError($"find the interface {name}");
    }
}
