using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation;
using FsCheck.Xunit;
using System.Collections.Immutable;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>P57: who learns what in which stage.</summary>
public sealed class PublicationProperties
{
    private static readonly Pool s_pool = new(new PoolId(1), "web", 4, 2, 1, new SipKey(1, 2));

    [Property]
    public void The_old_owner_learns_in_the_second_stage_and_everybody_else_in_the_first(int seed)
    {
        Random random = new(seed);
        Row[] before = [.. Enumerable.Range(0, 4).Select(_ => RandomRow(random, new Generation(1)))];
        Row[] after = [.. Enumerable.Range(0, 4).Select(_ => RandomRow(random, new Generation(2)))];
        FleetTable table = FleetTable.Empty;
        table = Apply(table, table.NextDelta(1, Configuration(), [Rows(before)]));
        FleetDelta delta = table.NextDelta(1, null, [Rows(after)]);
        Publication publication = Publication.From(table, delta, []);
        for (int number = 1; number <= 5; number++)
        {
            IPv4Address server = SimulatedFleet.AddressOf(number);
            int[] second = [.. Enumerable.Range(0, 4).Where(at => before[at].Current == server)];
            int[] first = [.. Enumerable.Range(0, 4).Except(second)
                .Where(at => after[at].Names(server) || before[at].Previous.Contains(server))];
            Assert.Equal(first, Buckets(publication, server, PublicationStage.PrepareNew));
            Assert.Equal(second, Buckets(publication, server, PublicationStage.PrepareOld));
        }
    }

    [Fact]
    public void A_configuration_goes_to_every_server_in_the_first_stage()
    {
        FleetDelta delta = FleetTable.Empty.NextDelta(1, Configuration(), []);
        Publication publication = Publication.From(FleetTable.Empty, delta, []);
        Assert.Equal(5, publication.Participants(PublicationStage.PrepareNew).Count());
        Assert.Empty(publication.Participants(PublicationStage.PrepareOld));
    }

    [Property]
    public void It_is_held_back_for_as_long_as_anybody_who_takes_part_is_unaware(int seed)
    {
        Random random = new(seed);
        FleetTable table = FleetTable.Empty;
        table = Apply(table, table.NextDelta(
            1, Configuration(), [Rows([.. Enumerable.Range(0, 4).Select(_ => RandomRow(random, new Generation(1)))])]));
        FleetDelta delta = table.NextDelta(
            1, null, [Rows([.. Enumerable.Range(0, 4).Select(_ => RandomRow(random, new Generation(2)))])]);
        Publication publication = Publication.From(table, delta, []);
        Dictionary<IPv4Address, Knowledge> acked = Enumerable.Range(1, 5)
            .ToDictionary(SimulatedFleet.AddressOf, _ => new Knowledge(new Generation(1), PublicationStage.Commit));
        for (int step = 0; step < 30; step++)
        {
            if (random.Next(5) == 0) publication.Stage = (PublicationStage)random.Next(1, 3);
            // Who starts again has to learn again.
            acked[SimulatedFleet.AddressOf(random.Next(1, 6))] = random.Next(4) == 0
                ? Knowledge.Nothing
                : new Knowledge(new Generation(2), (PublicationStage)random.Next(1, 3));
            bool isUnaware = publication.Unaware(publication.Stage, address => acked[address]).Any();
            Assert.Equal(isUnaware, publication.IsHeldBack((address, needed) => acked[address] < needed));
        }
    }

    private static ImmutableArray<int> Buckets(Publication publication, IPv4Address server, PublicationStage stage) =>
        [.. publication.PrepareFor(server, stage)?.Rows.SelectMany(rows => rows.Buckets) ?? []];

    private static Row RandomRow(Random random, Generation generation)
    {
        IPv4Address[] servers = [.. Enumerable.Range(1, 5).Select(SimulatedFleet.AddressOf)];
        random.Shuffle(servers);
        return new Row(generation, servers[0], servers.AsSpan(1, random.Next(3)));
    }

    private static FleetConfiguration Configuration() => new(
        [s_pool], [], [.. Enumerable.Range(1, 5).Select(number => SimulatedFleet.Server(number).ToServer())], []);

    private static RowSet Rows(Row[] rows) =>
        RowSet.From(s_pool, rows.Select((row, at) => KeyValuePair.Create(at, row)));

    private static FleetTable Apply(FleetTable table, FleetDelta delta)
    {
        Assert.True(table.TryApply(delta, out FleetTable next, out List<string> reasons), string.Join(' ', reasons));
        return next;
    }
}
