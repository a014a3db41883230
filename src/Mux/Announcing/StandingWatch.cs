using Beamer.Core.Announcing;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Probing;
using Beamer.Mux.Tables;

namespace Beamer.Mux.Announcing;

/// <summary>Looks how this MUX stands: table, interface, data plane, and what servers say of its peers.</summary>
/// <remarks>One thread.</remarks>
internal sealed class StandingWatch(
    string interfaceName,
    IDataPlane plane,
    TableKeeper keeper,
    TableFollower follower,
    ServerProber prober) : IDisposable
{
    private readonly RouteNetlink _links = new();

    /// <summary>How it stands now. To be asked once a second.</summary>
    public RouteStanding Look()
    {
        FleetTable table = keeper.Table;
        ProbeOpinion opinion = prober.Opinion;
        bool isAlive = plane.IsAlive();
        return new RouteStanding(
            table.Generation.Value > 0,
            isAlive && IsInterfaceUp(),
            follower.IsConnected,
            table.Generation,
            table.Configuration.Servers.Length,
            opinion.Answering,
            opinion.NewestCommitted,
            opinion.SayBehind);
    }

    public void Dispose() => _links.Dispose();

    private bool IsInterfaceUp()
    {
        try
        {
            return _links.FindInterface(interfaceName).IsUp;
        }
        catch (LinkException)
        {
            // It is gone: down as well.
            return false;
        }
    }
}
