using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>Reads interfaces and changes their IPv4 addresses (NETLINK_ROUTE, <c>rtnetlink(7)</c>).</summary>
/// <remarks>
/// For the network namespace of the thread that made it. One thread at a time. Changes need CAP_NET_ADMIN.
/// </remarks>
public sealed unsafe class RouteNetlink : IDisposable
{
    /// <summary>The lifetime of an address that stays until it is removed.</summary>
    public const uint Forever = uint.MaxValue;

    private const int RequestBytes = 128;

    private readonly NetlinkSocket _netlink = new(NETLINK_ROUTE, "talk to the kernel about interfaces");

    /// <summary>Describes an interface.</summary>
    /// <exception cref="LinkException">There is none of that name.</exception>
    public InterfaceInfo FindInterface(string name)
    {
        uint sequence = _netlink.BeginRequest();
        var request = NetlinkMessage.Begin(
            stackalloc byte[RequestBytes], RTM_GETLINK, NLM_F_ACK, sequence, default(ifinfomsg));
        request.Attribute(IFLA_IFNAME, Encoding.ASCII.GetBytes(name + "\0"));
        _netlink.Send(request.Bytes);
        InterfaceInfo? found = null;
        int error = _netlink.ReadAnswer(sequence, payload => found = ReadInterface(name, payload));
        return found ?? throw LinkException.ForError($"find the interface {name}", error == 0 ? ENODEV : error);
    }

    /// <summary>Gives an interface an address, or renews the lifetime of one that it has.</summary>
    /// <param name="interfaceIndex">The interface.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">0 to 32; a VIP has 32.</param>
    /// <param name="validSeconds">
    /// Seconds after which the kernel removes it on its own, 1 or more; or <see cref="Forever"/>. So a process that
    /// hangs loses its address with no code running.
    /// </param>
    /// <exception cref="LinkException">CAP_NET_ADMIN is missing, or there is no such interface.</exception>
    public void SetAddress(int interfaceIndex, IPv4Address address, byte prefixLength, uint validSeconds = Forever)
    {
        Invariant.Require(prefixLength <= 32 && validSeconds > 0, "An address has a prefix of 0 to 32 and a lifetime");
        var lifetime = new ifa_cacheinfo { ifa_prefered = validSeconds, ifa_valid = validSeconds };
        Set(interfaceIndex, address, prefixLength, RT_SCOPE_UNIVERSE, lifetime);
    }

    /// <summary>Takes an address away.</summary>
    /// <returns>False when the interface did not have it.</returns>
    /// <exception cref="LinkException">CAP_NET_ADMIN is missing, or there is no such interface.</exception>
    public bool RemoveAddress(int interfaceIndex, IPv4Address address, byte prefixLength)
    {
        int error = Change(RTM_DELADDR, 0, BodyFor(interfaceIndex, prefixLength), address, lifetime: null);
        return error switch
        {
            0 => true,
            EADDRNOTAVAIL => false,
            _ => throw LinkException.ForError($"remove the address {address}/{prefixLength}", error),
        };
    }

    /// <summary>The IPv4 addresses of all interfaces.</summary>
    /// <exception cref="LinkException">The kernel refused.</exception>
    public IReadOnlyList<InterfaceAddress> ListAddresses()
    {
        var addresses = new List<InterfaceAddress>();
        Span<byte> buffer = stackalloc byte[RequestBytes];
        int error;
        do
        {
            addresses.Clear();
            uint sequence = _netlink.BeginRequest();
            var body = new ifaddrmsg { ifa_family = AF_INET };
            _netlink.Send(NetlinkMessage.Begin(buffer, RTM_GETADDR, NLM_F_DUMP, sequence, body).Bytes);
            error = _netlink.ReadAnswer(sequence, payload => addresses.Add(ReadAddress(payload)));
        }
        while (error == EINTR);
        return error == 0 ? addresses : throw LinkException.ForError("list the addresses of all interfaces", error);
    }

    /// <inheritdoc/>
    public void Dispose() => _netlink.Dispose();

    /// <summary>Gives an interface an address that the kernel never chooses as the source of a packet.</summary>
    internal void SetHostAddress(int interfaceIndex, IPv4Address address) =>
        Set(interfaceIndex, address, prefixLength: 32, RT_SCOPE_HOST, lifetime: null);

    private static InterfaceInfo ReadInterface(string name, ReadOnlySpan<byte> payload)
    {
        ifinfomsg message = MemoryMarshal.Read<ifinfomsg>(payload);
        ReadOnlySpan<byte> attributes = payload[sizeof(ifinfomsg)..];
        byte[] address = NetlinkMessage.Find(attributes, IFLA_ADDRESS).ToArray();
        return new InterfaceInfo(
            message.ifi_index,
            name,
            MemoryMarshal.Read<int>(NetlinkMessage.Find(attributes, IFLA_MTU)),
            new PhysicalAddress(address),
            (message.ifi_flags & IFF_UP) != 0);
    }

    private static InterfaceAddress ReadAddress(ReadOnlySpan<byte> payload)
    {
        ifaddrmsg message = MemoryMarshal.Read<ifaddrmsg>(payload);
        ReadOnlySpan<byte> attributes = payload[sizeof(ifaddrmsg)..];
        ReadOnlySpan<byte> local = NetlinkMessage.Find(attributes, IFA_LOCAL);
        ReadOnlySpan<byte> lifetime = NetlinkMessage.Find(attributes, IFA_CACHEINFO);
        uint validSeconds = lifetime.IsEmpty ? Forever : MemoryMarshal.Read<ifa_cacheinfo>(lifetime).ifa_valid;
        return new InterfaceAddress(
            IPv4Address.Read(local), message.ifa_prefixlen, (int)message.ifa_index, validSeconds);
    }

    private void Set(
        int interfaceIndex, IPv4Address address, byte prefixLength, byte scope, ifa_cacheinfo? lifetime)
    {
        ifaddrmsg body = BodyFor(interfaceIndex, prefixLength);
        body.ifa_scope = scope;
        int error = Change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, body, address, lifetime);
        if (error != 0) throw LinkException.ForError($"set the address {address}/{prefixLength}", error);
    }

    private static ifaddrmsg BodyFor(int interfaceIndex, byte prefixLength) => new()
    {
        ifa_family = AF_INET,
        ifa_prefixlen = prefixLength,
        ifa_index = (uint)interfaceIndex,
    };

    private int Change(int type, int flags, in ifaddrmsg body, IPv4Address address, ifa_cacheinfo? lifetime)
    {
        Span<byte> bytes = stackalloc byte[IPv4Address.Size];
        address.Write(bytes);
        uint sequence = _netlink.BeginRequest();
        var request = NetlinkMessage.Begin(stackalloc byte[RequestBytes], type, flags | NLM_F_ACK, sequence, body);
        request.Attribute(IFA_LOCAL, bytes);
        request.Attribute(IFA_ADDRESS, bytes);
        if (lifetime is { } value) request.Attribute(IFA_CACHEINFO, value);
        _netlink.Send(request.Bytes);
        return _netlink.ReadAnswer(sequence, static _ => { });
    }
}
