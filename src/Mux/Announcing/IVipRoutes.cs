using Beamer.Core;

namespace Beamer.Mux.Announcing;

/// <summary>Where the routing daemon of this host sees which VIPs to announce.</summary>
internal interface IVipRoutes
{
    /// <summary>Announces a VIP for three seconds from now on.</summary>
    void Renew(IPv4Address vip);

    /// <summary>Ends that at once.</summary>
    void Withdraw(IPv4Address vip);
}
