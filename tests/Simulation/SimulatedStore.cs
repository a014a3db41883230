using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>A store that never fails: what a controller finds when it starts again.</summary>
internal sealed class SimulatedStore
{
    private readonly List<FleetDelta> _deltas = [];

    internal FleetRecord Record { get; private set; } = FleetRecord.Empty;

    internal IReadOnlyList<FleetDelta> Deltas => _deltas;

    internal void Store(FleetEffect effect)
    {
        Record = effect switch
        {
            FleetEffect.StorePublication publication => Publish(publication.Delta),
            FleetEffect.StoreCommit commit => Commit(commit.Generation),
            FleetEffect.StoreIntent intent => Record with { Intent = intent.Intent },
            FleetEffect.StoreIncarnation one => Record with
            {
                Incarnations = Record.Incarnations.SetItem(one.Server, one.Incarnation),
            },
            FleetEffect.StoreMux mux => Record with
            {
                KnownMuxes = mux.IsKnown ? Record.KnownMuxes.Add(mux.Mux) : Record.KnownMuxes.Remove(mux.Mux),
            },
            _ => Record,
        };
    }

    private FleetRecord Publish(FleetDelta delta)
    {
        Invariant.Require(Record.InFlight is null, "one publication is in flight at a time");
        return Record with { InFlight = delta };
    }

    private FleetRecord Commit(Generation generation)
    {
        Invariant.Require(Record.InFlight?.To == generation, "what is committed was stored before");
        FleetDelta delta = Record.InFlight;
        bool fits = Record.Committed.TryApply(delta, out FleetTable table, out List<string> reasons);
        Invariant.Require(fits, string.Join(' ', reasons));
        _deltas.Add(delta);
        return Record with { Committed = table, InFlight = null };
    }
}
