using Beamer.Core.Announcing;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Probing;
using Beamer.Mux.Tables;

namespace Beamer.Mux.Announcing;

/// <summary>Looks how this MUX stands: table, interface, workers, and what servers say of its peers.</summary>
/// <remarks>One thread.</remarks>
internal sealed class StandingWatch(
    string interfaceName,
    IReadOnlyList<ForwardingLoop> loops,
    TableKeeper keeper,
    TableFollower follower,
    ServerProber prober) : IDisposable
{
    private readonly RouteNetlink _links = new();
    private readonly long[] _turns = new long[loops.Count];

    /// <summary>How it stands now. To be asked once a second.</summary>
    public RouteStanding Look()
    {
        FleetTable table = keeper.Table;
        ProbeOpinion opinion = prober.Opinion;
        bool turns = DoWorkersTurn();
        return new RouteStanding(
            table.Generation.Value > 0,
            turns && IsInterfaceUp(),
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

    /// <summary>A worker turns ten times a second even when it has nothing to do.</summary>
    private bool DoWorkersTurn()
    {
        bool all = true;
        for (int i = 0; i < loops.Count; i++)
        {
            long turns = loops[i].Turns;
            all &= turns != _turns[i];
            _turns[i] = turns;
        }

        return all;
    }
}
