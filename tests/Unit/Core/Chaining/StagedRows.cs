using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Xunit;
using static Beamer.Tests.Unit.Core.Chaining.ChainFixture;

namespace Beamer.Tests.Unit.Core.Chaining;

/// <summary>
/// Rows published as R3 says, one after the other, to agents whose messages come late, twice, out of order or not at
/// all. A publication goes on when those whose turn it is have learned it, and only then.
/// </summary>
internal sealed class StagedRows(bool staging)
{
    private readonly List<FleetTable> _tables = [Table(1, Row(1, A))];
    private readonly List<FleetDelta> _deltas = [];
    private FleetDelta? _coming;
    private int _stage;

    internal Dictionary<IPv4Address, AgentView> Agents { get; } =
        Servers.ToDictionary(server => server, server => View(server, Row(1, A)));

    internal int Committed => _tables.Count - 1;

    internal bool IsIdle => _coming is null;

    internal Row Newest => RowAt(Committed);

    internal Row RowAt(int table) => _tables[table].Pools[Web.Id][0];

    /// <summary>Whether an agent uses the newest row.</summary>
    internal bool IsActiveEverywhere => Agents.Values.All(view => view.Pool!.ActiveRow(0) == Newest);

    internal void Begin(IPv4Address current, params ReadOnlySpan<IPv4Address> previous)
    {
        uint next = _tables[^1].Generation.Next().Value;
        _coming = _tables[^1].NextDelta(1, null, [EveryBucket(Row(next, current, previous))]);
        _stage = staging ? 1 : 3;
    }

    /// <summary>One message that was sent at some time, or goes on to the next stage.</summary>
    internal void Step(Random random)
    {
        IPv4Address to = Servers[random.Next(Servers.Length)];
        if (_coming is { } coming)
        {
            TryAdvance(coming);
            if (random.Next(2) == 0) Prepare(to, coming, _stage);
        }

        if (_deltas.Count == 0) return;
        FleetDelta old = _deltas[random.Next(_deltas.Count)];
        switch (random.Next(6))
        {
            case 0:
                Prepare(to, old, random.Next(1, 3));
                break;
            case 1:
                Agents[to].TryWithCommit(old, out AgentView committed, out _);
                Agents[to] = committed;
                break;
            case 2:
                Agents[to].TryWithSnapshot(_tables[random.Next(_tables.Count)], out AgentView whole, out _);
                Agents[to] = whole;
                break;
        }
    }

    private void TryAdvance(FleetDelta coming)
    {
        Row row = coming.Rows[0][0];
        IPv4Address old = Newest.Current;
        bool learned = _stage switch
        {
            1 => Servers.Where(server => server != old && row.Names(server))
                .All(server => Agents[server].Pool!.KnownGeneration(0) == coming.To),
            2 => Agents[old].Pool!.ActiveGeneration(0) == coming.To,
            _ => true,
        };
        if (!learned) return;
        if (++_stage <= 3) return;
        bool fits = _tables[^1].TryApply(coming, out FleetTable table, out List<string> reasons);
        Assert.True(fits, string.Concat(reasons));
        _tables.Add(table);
        _deltas.Add(coming);
        _coming = null;
    }

    /// <summary>The old owner hears of a row in the second stage only, everybody else in the first.</summary>
    private void Prepare(IPv4Address to, FleetDelta delta, int stage)
    {
        bool isOld = RowAt((int)delta.From.Value - 1).Current == to;
        if (stage > 2 || isOld != (stage == 2)) return;
        PrepareStage learned = isOld ? PrepareStage.OldOwner : PrepareStage.NewAndPreviousOwners;
        Agents[to].TryWithPrepare(delta.To, learned, null, delta.Rows, out AgentView view, out _);
        Agents[to] = view;
    }
}
