using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// R10: whether a previous owner may leave the newest row. Asks production's <see cref="SettleRule"/>.
/// </summary>
internal sealed class Settles(ModelFleet fleet, ModelSettings settings)
{
    internal bool MayLeave(in State state, int server)
    {
        Generation newest = ModelFleet.GenerationOf(state.Rows.Last);
        Generation barrier = SettleRule.Barrier(newest, MuxesAcked(state), AgentsAcked(state), settings.Fleet);

        // The barrier counts from D ago: every packet that is under way left its MUX after it.
        Generation line = settings.Fleet.SettleDelay ? SettleRule.Least(barrier, UnderWay(state)) : barrier;
        PoolSocketCounts sockets = new(fleet.Pool.Id, [0], [HasSocket(state, server) ? 1u : 0]);
        SettleProof proof = SettleProof.From(new SocketCounts(1, [sockets], null), line);
        return SettleRule.MayLeave(proof, fleet.Pool.Id, 0, newest, line, settings.Fleet);
    }

    /// <summary>What a server's kernel would count: half-open, established and lingering sockets.</summary>
    private static bool HasSocket(in State state, int server) =>
        state.Flow.HalfOpen.Has(server)
        || (state.Flow.IsLive && state.Flow.Home == server)
        || state.Lingering.Has(server);

    private List<Generation> MuxesAcked(in State state)
    {
        List<Generation> acked = [];
        for (int mux = 0; mux < settings.Muxes; mux++) acked.Add(ModelFleet.GenerationOf(state.Muxes[mux]));
        return acked;
    }

    /// <summary>
    /// The agents of the row that may answer. Production waits for every agent of the fleet; the model lets the others
    /// lag.
    /// </summary>
    private List<Generation> AgentsAcked(in State state)
    {
        List<Generation> acked = [];
        if (settings.LearnsFromPackets) return acked;
        ServerSet counted = state.Rows.Newest.ToSet().And(settings.Leaseholders(state)).And(state.Admitted);
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            if (counted.Has(server)) acked.Add(ModelFleet.GenerationOf(state.Known[server]));
        }

        return acked;
    }

    private static List<Generation> UnderWay(in State state)
    {
        List<Generation> rows = [];
        if (state.Syn.IsUnderWay) rows.Add(ModelFleet.GenerationOf(state.Syn.Row));
        if (state.Data.IsUnderWay) rows.Add(ModelFleet.GenerationOf(state.Data.Row));
        return rows;
    }
}
