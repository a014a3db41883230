using Beamer.Core;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>
/// A VIP on the loopback that a routing daemon sees and announces, and that the local stack never answers for.
/// </summary>
/// <remarks>
/// <para>
/// A <see cref="PacketRing"/> gets copies: the kernel goes on with each packet by itself. If the VIP were an ordinary
/// local address, the kernel of a MUX would answer every SYN with RST. So a blackhole route stands in the local table
/// before the address comes: it is found first, and drops in silence, with forwarding on or off. The local route that
/// comes with the address is taken out.
/// </para>
/// <para>
/// The address has a lifetime: when the process hangs or dies, the kernel removes it and the routing daemon withdraws
/// the VIP. The blackhole route stays until <see cref="Withdraw"/>, so that nobody answers then either.
/// </para>
/// <para>One thread, in whose network namespace it works. Needs CAP_NET_ADMIN.</para>
/// </remarks>
public sealed class AnnouncedAddress : IDisposable
{
    private const byte HostPrefix = 32;

    private readonly RouteNetlink _route = new();
    private readonly NetlinkSocket _netlink = new(NETLINK_ROUTE, "talk to the kernel about routes");
    private readonly int _loopback;

    /// <summary>Opens the conversation with the kernel.</summary>
    /// <exception cref="LinkException">The kernel refuses it.</exception>
    public AnnouncedAddress() => _loopback = _route.FindInterface("lo").Index;

    /// <summary>Announces a VIP, or renews its lifetime.</summary>
    /// <param name="vip">The address.</param>
    /// <param name="validSeconds">Seconds until the kernel removes it unless it is renewed, 1 or more.</param>
    /// <exception cref="LinkException">CAP_NET_ADMIN is missing.</exception>
    public void Renew(IPv4Address vip, uint validSeconds)
    {
        Require(Change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, vip, Blackhole), $"add a blackhole route for {vip}");
        _route.SetAddress(_loopback, vip, HostPrefix, validSeconds);
        // There is none when the address was only renewed.
        Require(Change(RTM_DELROUTE, 0, vip, Local), $"take the local route of {vip} away", except: ESRCH);
    }

    /// <summary>Stops to announce a VIP at once, and lets the kernel do with its packets what it likes.</summary>
    /// <exception cref="LinkException">CAP_NET_ADMIN is missing.</exception>
    public void Withdraw(IPv4Address vip)
    {
        _route.RemoveAddress(_loopback, vip, HostPrefix);
        Require(Change(RTM_DELROUTE, 0, vip, Blackhole), $"remove the blackhole route for {vip}", except: ESRCH);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _route.Dispose();
        _netlink.Dispose();
    }

    private static rtmsg Blackhole => new()
    {
        rtm_table = RT_TABLE_LOCAL,
        rtm_protocol = RTPROT_STATIC,
        rtm_scope = RT_SCOPE_UNIVERSE,
        rtm_type = RTN_BLACKHOLE,
    };

    private static rtmsg Local => new()
    {
        rtm_table = RT_TABLE_LOCAL,
        rtm_protocol = RTPROT_UNSPEC,
        rtm_scope = RT_SCOPE_NOWHERE,
        rtm_type = RTN_LOCAL,
    };

    private static void Require(int error, string operation, int except = 0)
    {
        if (error != 0 && error != except) throw LinkException.ForError(operation, error);
    }

    private unsafe int Change(int type, int flags, IPv4Address vip, rtmsg route)
    {
        route.rtm_family = AF_INET;
        route.rtm_dst_len = HostPrefix;
        Span<byte> address = stackalloc byte[IPv4Address.Size];
        vip.Write(address);
        uint sequence = _netlink.BeginRequest();
        var request = NetlinkMessage.Begin(stackalloc byte[64], type, flags | NLM_F_ACK, sequence, route);
        request.Attribute(RTA_DST, address);
        _netlink.Send(request.Bytes);
        return _netlink.ReadAnswer(sequence, static _ => { });
    }
}
