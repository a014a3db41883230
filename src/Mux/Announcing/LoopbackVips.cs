using Beamer.Core;
using Beamer.Link;

namespace Beamer.Mux.Announcing;

/// <summary>The VIPs as addresses of <c>lo</c> with a lifetime, so that the kernel ends them by itself.</summary>
internal sealed class LoopbackVips : IVipRoutes, IDisposable
{
    private const uint LifetimeSeconds = 3;

    private readonly AnnouncedAddress _kernel = new();

    public void Renew(IPv4Address vip) => _kernel.Renew(vip, LifetimeSeconds);

    public void Withdraw(IPv4Address vip) => _kernel.Withdraw(vip);

    public void Dispose() => _kernel.Dispose();
}
