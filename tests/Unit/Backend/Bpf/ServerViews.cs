using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using IPv4Address = Beamer.Core.IPv4Address;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>What an agent may know: rows of all ages, servers that have left, leave to answer or none.</summary>
internal static class ServerViews
{
    internal const int Buckets = 32;
    internal const int Servers = 6;
    internal const uint NewestGeneration = 9;

    /// <summary>Of the fleet when the table was made; the last one has left it since.</summary>
    internal static readonly IPv4Address Gone = Fleets.Server(Servers);

    private static readonly Pool s_pool = new(new PoolId(5), "web", Buckets, Row.PreviousMax, 1, Fleets.Key);

    /// <summary>This server is the current owner of one half, and has a part in most others.</summary>
    private static Gen<(uint Generation, int[] Owners)> RowOf { get; } =
        from generation in Gen.Choose(2, 7)
        from owners in Gen.Shuffle(Enumerable.Range(1, Servers))
        from first in Gen.Frequency((1, Gen.Constant(1)), (1, Gen.Choose(1, Servers)))
        from count in Gen.Frequency((3, Gen.Choose(1, 3)), (1, Gen.Choose(4, Servers)))
        select ((uint)generation, (int[])[.. owners.Prepend(first).Distinct().Take(count)]);

    /// <summary>States in turn, so that each has its share of every run.</summary>
    private static readonly State[] s_states =
    [
        State.Well, State.NoLease, State.NotSynced, State.Well, State.NoLease, State.Well, State.NotAdmitted,
        State.NoLease, State.Well, State.NotSynced, State.Well, State.NoLease, State.Well, State.NoPool, State.NoLease,
        State.Well,
    ];

    /// <summary>A view, and whether its lease is in force.</summary>
    /// <param name="number">Which one of a run.</param>
    internal static Gen<(AgentView View, bool Lease)> Of(int number) =>
        from rows in RowOf.ListOf(Buckets)
        from known in Gen.Choose(0, 3).ListOf(Buckets)
        from admission in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 7))).ListOf(Buckets)
        let state = s_states[number % s_states.Length]
        select (Make([.. rows], [.. known], [.. admission], state), state != State.NoLease);

    private enum State
    {
        Well,
        NoLease,
        NotSynced,
        NotAdmitted,
        NoPool,
    }

    private static AgentView Make((uint Generation, int[] Owners)[] rows, int[] known, int[] admission, State state)
    {
        FleetConfiguration before = Configuration(Servers);
        FleetTable table = Fleets.With(before, bucket => RowFrom(rows[bucket]));
        uint[] admissions = state == State.NotAdmitted ? [] : [.. admission.Select(generation => (uint)generation)];
        IPv4Address self = state == State.NoPool ? ServerHost.Stranger : ServerHost.Self;
        AgentView view = AgentView.Restore(self, table, admissions).WithSynced(state != State.NotSynced);
        // One server leaves, and newer rows of some buckets are on their way to the MUXes.
        FleetConfiguration after = Configuration(Servers - 1);
        var newest = new Generation(NewestGeneration);
        RowSet coming = RowSet.From(s_pool, Enumerable.Range(0, Buckets).Where(bucket => known[bucket] == 0).Select(
            bucket => KeyValuePair.Create(bucket, new Row(newest, Fleets.Server(2)))));
        Invariant.Require(
            view.TryWithPrepare(
                newest, PrepareStage.NewAndPreviousOwners, after, [coming], out view, out List<string> reasons),
            string.Join(' ', reasons));
        return view;
    }

    private static Row RowFrom((uint Generation, int[] Owners) row) => new(
        new Generation(row.Generation),
        Fleets.Server(row.Owners[0]),
        row.Owners.Skip(1).Select(Fleets.Server).ToArray());

    private static FleetConfiguration Configuration(int servers)
    {
        FleetConfiguration fleet = Fleets.Configuration(servers, muxes: 2, s_pool);
        ImmutableArray<Service> services =
        [
            .. new[] { ServerHost.Web, ServerHost.Cookies, ServerHost.Nobody }.Select(
                port => new Service(new ServiceKey(ServerHost.Vip, port, TransportProtocol.Tcp), s_pool.Id)),
            new Service(new ServiceKey(ServerHost.Vip, ServerHost.Names, TransportProtocol.Udp), s_pool.Id),
        ];
        return fleet with { Services = services };
    }
}
