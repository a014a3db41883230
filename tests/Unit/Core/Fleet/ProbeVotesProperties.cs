using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>R11: the votes that are counted while reports come are those that a look at every MUX finds.</summary>
public sealed class ProbeVotesProperties
{
    private const int Servers = 4;
    private const int Muxes = 3;
    private static readonly FleetSettings s_settings = new();

    [Property(MaxTest = 500)]
    public void Votes_that_are_counted_along_the_way_are_those_that_a_look_at_every_mux_finds(
        (byte What, byte Who, byte Seen)[] steps)
    {
        World world = new();
        foreach ((byte what, byte who, byte seen) in steps)
        {
            world.Do(what, who % Muxes, seen);
            world.Check();
        }
    }

    [Fact]
    public void A_vote_ends_with_the_age_of_the_report_and_with_the_stream()
    {
        World world = new();
        for (int mux = 0; mux < Muxes; mux++) world.Report(mux, _ => s_settings.MissedProbesMax);
        Assert.Equal((Muxes, Muxes), (world.Votes.Voters, world.Servers[0].DeathVotes));
        world.Votes.Withdraw(world.Muxes[0]);
        Assert.Equal((Muxes - 1, Muxes - 1), (world.Votes.Voters, world.Servers[0].DeathVotes));
        world.Pass(s_settings.ReportAgeMax + TimeSpan.FromMilliseconds(1));
        Assert.Equal((0, 0), (world.Votes.Voters, world.Servers[0].DeathVotes));
    }

    private sealed class World
    {
        private readonly Dictionary<(int Mux, int Server), (uint Missed, DampedHealth Health)> _seen = [];
        private readonly TimeSpan?[] _reportedAt = new TimeSpan?[ProbeVotesProperties.Muxes];
        private TimeSpan _now = TimeSpan.FromSeconds(100);

        internal World()
        {
            foreach (ServerRecord server in Servers) Votes.Add(server);
        }

        internal ProbeVotes Votes { get; } = new(s_settings);

        internal ServerRecord[] Servers { get; } =
        [
            .. Enumerable.Range(0, ProbeVotesProperties.Servers).Select(number => new ServerRecord(
                $"s{number}", new IPv4Address(0x0A000001u + (uint)number), new PoolId(1), TimeSpan.Zero)),
        ];

        internal MuxRecord[] Muxes { get; } =
        [
            .. Enumerable.Range(0, ProbeVotesProperties.Muxes).Select(number => new MuxRecord(
                $"m{number}", new IPv4Address(0x0A010001u + (uint)number), TimeSpan.Zero)),
        ];

        internal void Do(byte what, int mux, byte seen)
        {
            switch (what % 8)
            {
                case 0:
                    Votes.Withdraw(Muxes[mux]);
                    _reportedAt[mux] = null;
                    break;
                case 1:
                    Votes.Withdraw(Muxes[mux]);
                    Muxes[mux].Forget();
                    _reportedAt[mux] = null;
                    for (int server = 0; server < Servers.Length; server++) _seen.Remove((mux, server));
                    break;
                case 2:
                    Pass(TimeSpan.FromSeconds(seen % 5));
                    break;
                default:
                    // A server that this report leaves out has no vote of this MUX any more.
                    int leftOut = seen % 16 == 0 ? seen / 16 % Servers.Length : -1;
                    Report(mux, server => (uint)(seen >> (2 * server)) % 4, leftOut);
                    break;
            }
        }

        internal void Pass(TimeSpan time)
        {
            _now += time;
            Votes.Expire(_now);
        }

        internal void Report(int mux, Func<int, uint> missed, int leftOut = -1)
        {
            Votes.Begin(Muxes[mux], _now);
            _reportedAt[mux] = _now;
            for (int server = 0; server < Servers.Length; server++)
            {
                if (server == leftOut)
                {
                    _seen.Remove((mux, server));
                    continue;
                }

                Votes.Note(Muxes[mux], Servers[server], missed(server));
                if (!_seen.TryGetValue((mux, server), out (uint Missed, DampedHealth Health) before))
                {
                    before = (0, DampedHealth.Unknown);
                }

                _seen[(mux, server)] = (missed(server), After(before.Health, before.Missed, missed(server)));
            }

            Votes.End(Muxes[mux]);
        }

        internal void Check()
        {
            int[] voters = [.. Enumerable.Range(0, Muxes.Length).Where(
                mux => _reportedAt[mux] is { } at && _now - at <= s_settings.ReportAgeMax)];
            Assert.Equal(voters.Length, Votes.Voters);
            for (int server = 0; server < Servers.Length; server++)
            {
                (uint Missed, DampedHealth Health)[] seen =
                    [.. voters.Where(mux => _seen.ContainsKey((mux, server))).Select(mux => _seen[(mux, server)])];
                Assert.Equal(
                    seen.Count(one => one.Missed >= s_settings.MissedProbesMax), Servers[server].DeathVotes);
                Assert.Equal(
                    seen.Count(one => one.Health.Verdict == HealthVerdict.Up)
                        - seen.Count(one => one.Health.Verdict == HealthVerdict.Down),
                    Servers[server].UpBalance);
            }
        }

        private static DampedHealth After(DampedHealth health, uint before, uint missed)
        {
            if (missed == 0) return health.After(answered: true, s_settings);
            uint failed = missed > before ? missed - before : missed;
            for (uint i = 0; i < failed; i++) health = health.After(answered: false, s_settings);
            return health;
        }
    }
}
