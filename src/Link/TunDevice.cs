using System.Runtime.InteropServices;
using System.Text;
using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Delivers IP packets to the local stack as if a network card had received them (a TUN device).</summary>
/// <remarks>
/// The device lives as long as someone holds a queue of it: a second process may open its own queue of the same name
/// and take over with no gap. Writing is for one thread per queue. Needs CAP_NET_ADMIN.
/// </remarks>
public sealed unsafe class TunDevice : IDisposable
{
    private const int NameBytesMax = 15;

    // "IPv4 dummy address", RFC 7600: belongs to nobody, on no wire.
    private static readonly IPv4Address DummyAddress = new(0xC0000008);

    private readonly FileDescriptor _queue;

    private TunDevice(string name, FileDescriptor queue)
    {
        Name = name;
        _queue = queue;
    }

    /// <summary>Name of the device.</summary>
    public string Name { get; }

    /// <summary>Packets that the stack took in. What it does with them is not counted here.</summary>
    public long Written { get; private set; }

    /// <summary>Packets that the device refused.</summary>
    public long Refused { get; private set; }

    /// <summary>The error number of the last refusal, 0 when there was none.</summary>
    public int LastErrno { get; private set; }

    /// <summary>
    /// Opens a queue of the device, makes it if need be, and brings it up without reverse path filter.
    /// </summary>
    /// <param name="name">1 to 15 characters.</param>
    /// <param name="mtuBytes">68 to 65,535. The clients' packets must fit.</param>
    /// <exception cref="LinkException">A privilege or the kernel's tun module is missing.</exception>
    public static TunDevice Open(string name, int mtuBytes)
    {
        Invariant.Require(name.Length is > 0 and <= NameBytesMax, "The name of a device has 1 to 15 characters");
        string operation = $"open the tun device {name}";
        FileDescriptor queue = FileDescriptor.Own(
            open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), "open /dev/net/tun");
        try
        {
            ifreq request = RequestFor(name);
            request.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_MULTI_QUEUE;
            if (ioctl(queue, TUNSETIFF, &request) < 0) throw LinkException.ForLastError(operation);
            AcceptAnySource(name);
            BringUp(name, mtuBytes);
            return new TunDevice(name, queue);
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    /// <summary>Hands one IP packet to the stack; its first byte is that of the IP header.</summary>
    /// <returns>False, counted, when the device refused it.</returns>
    public bool Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* first = packet)
        {
            if (write(_queue.Number, first, (nuint)packet.Length) == packet.Length)
            {
                Written++;
                return true;
            }
        }

        LastErrno = Marshal.GetLastPInvokeError();
        Refused++;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private static ifreq RequestFor(string name)
    {
        ifreq request = default;
        Encoding.ASCII.GetBytes(name, new Span<byte>(request.ifr_name, NameBytesMax));
        return request;
    }

    /// <summary>
    /// Packets of clients come in here though the way back to them leads elsewhere. The kernel applies the greater of
    /// the two settings, so where the administrator wants a strict filter for all, "loose" (2) is what helps; and a
    /// loose filter still refuses everything on a device without an address.
    /// </summary>
    private static void AcceptAnySource(string name)
    {
        int forAll = new SysctlFile("net/ipv4/conf/all/rp_filter").Read();
        new SysctlFile($"net/ipv4/conf/{name}/rp_filter").Write(forAll == 0 ? 0 : 2);
        if (forAll == 0) return;
        using var route = new RouteNetlink();
        route.SetHostAddress(route.FindInterface(name).Index, DummyAddress);
    }

    private static void BringUp(string name, int mtuBytes)
    {
        string operation = $"bring up the tun device {name} with an MTU of {mtuBytes} bytes";
        using FileDescriptor socket = SocketOptions.Open(AF_INET, SOCK_DGRAM, 0, operation);
        ifreq request = RequestFor(name);
        request.ifr_mtu = mtuBytes;
        if (ioctl(socket, SIOCSIFMTU, &request) < 0) throw LinkException.ForLastError(operation);
        request = RequestFor(name);
        if (ioctl(socket, SIOCGIFFLAGS, &request) < 0) throw LinkException.ForLastError(operation);
        request.ifr_flags |= IFF_UP;
        if (ioctl(socket, SIOCSIFFLAGS, &request) < 0) throw LinkException.ForLastError(operation);
    }
}
