using System.Text;
using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Whether segments that arrive are merged into longer ones before anybody sees them.</summary>
/// <remarks>The kernel does it (GRO) or the card (LRO). What was merged fits into no tunnel.</remarks>
public static unsafe class ReceiveMerging
{
    private const int NameBytesMax = 15;

    /// <summary>Asks about an interface of the calling thread's network namespace. Any thread.</summary>
    /// <param name="interfaceName">1 to 15 characters.</param>
    /// <returns>False also where the kernel does not know: such a device merges nothing.</returns>
    /// <exception cref="LinkException">There is no such interface.</exception>
    public static bool IsOn(string interfaceName)
    {
        Invariant.Require(
            interfaceName.Length is > 0 and <= NameBytesMax, "The name of a device has 1 to 15 characters");
        string operation = $"read the offloads of {interfaceName}";
        using FileDescriptor socket = SocketOptions.Open(AF_INET, SOCK_DGRAM, 0, operation);
        return Ask(socket, interfaceName, ETHTOOL_GGRO, operation) != 0
            || (Ask(socket, interfaceName, ETHTOOL_GFLAGS, operation) & ETH_FLAG_LRO) != 0;
    }

    private static uint Ask(FileDescriptor socket, string interfaceName, uint question, string operation)
    {
        var value = new ethtool_value { cmd = question };
        var request = new ifreq { ifr_data = &value };
        Encoding.ASCII.GetBytes(interfaceName, new Span<byte>(request.ifr_name, NameBytesMax));
        if (ioctl(socket, SIOCETHTOOL, &request) == 0) return value.data;
        LinkException refusal = LinkException.ForLastError(operation);
        return refusal.Errno == EOPNOTSUPP ? 0u : throw refusal;
    }
}
