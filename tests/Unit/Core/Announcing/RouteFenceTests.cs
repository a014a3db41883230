using Beamer.Core;
using Beamer.Core.Announcing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Announcing;

/// <summary>R15 and the second half of R17.</summary>
public sealed class RouteFenceTests
{
    private static readonly RouteStanding s_well = new(
        HasTable: true,
        IsDataPlaneUp: true,
        IsConnected: true,
        Own: new Generation(7),
        Servers: 4,
        Answering: 4,
        NewestCommitted: new Generation(7),
        SayBehind: 0);

    [Fact]
    public void A_mux_that_is_well_announces_with_the_first_answers() =>
        Assert.True(RouteFence.Start(TimeSpan.Zero).Next(s_well, TimeSpan.FromSeconds(1)).IsOpen);

    [Fact]
    public void R15_a_mux_is_withdrawn_after_four_seconds_behind_most_of_its_peers_and_comes_back_with_them()
    {
        RouteFence fence = RouteFence.Start(TimeSpan.Zero).Next(s_well, TimeSpan.FromSeconds(1));
        RouteStanding behind = s_well with { SayBehind = 3 };
        for (int second = 10; second <= 14; second++)
        {
            fence = fence.Next(behind, TimeSpan.FromSeconds(second));
            Assert.True(fence.IsOpen);
        }

        fence = fence.Next(behind, TimeSpan.FromSeconds(14.1));
        Assert.Equal(WithdrawReason.BehindPeers, fence.Reason);
        Assert.True(fence.Next(s_well, TimeSpan.FromSeconds(17)).IsOpen);
    }

    [Fact]
    public void R15_a_moment_in_which_it_has_caught_up_begins_the_four_seconds_anew()
    {
        RouteFence fence = RouteFence.Start(TimeSpan.Zero).Next(s_well, TimeSpan.FromSeconds(1));
        for (int second = 2; second < 60; second++)
        {
            RouteStanding standing = second % 5 == 0 ? s_well : s_well with { SayBehind = 4 };
            fence = fence.Next(standing, TimeSpan.FromSeconds(second));
            Assert.True(fence.IsOpen);
        }
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    public void Servers_that_are_no_majority_withdraw_nobody(int answering, int sayBehind)
    {
        RouteFence fence = RouteFence.Start(TimeSpan.Zero).Next(s_well, TimeSpan.FromSeconds(1));
        RouteStanding standing = s_well with { Answering = answering, SayBehind = sayBehind };
        for (int second = 2; second < 60; second++) fence = fence.Next(standing, TimeSpan.FromSeconds(second));
        Assert.True(fence.IsOpen);
    }

    [Fact]
    public void R17_one_that_starts_waits_for_an_answer_and_for_a_table_no_older_than_servers_have()
    {
        RouteFence fence = RouteFence.Start(TimeSpan.Zero);
        fence = fence.Next(s_well with { Answering = 0, NewestCommitted = default }, TimeSpan.FromSeconds(1));
        Assert.Equal(WithdrawReason.NotCompared, fence.Reason);
        RouteStanding old = s_well with { Own = new Generation(5) };
        fence = fence.Next(old, TimeSpan.FromSeconds(600));
        Assert.Equal(WithdrawReason.OlderThanAgents, fence.Reason);
        fence = fence.Next(old with { IsConnected = false, SayBehind = 4 }, TimeSpan.FromSeconds(601));
        Assert.Equal(WithdrawReason.BehindPeers, fence.Reason);
        Assert.True(fence.Next(s_well, TimeSpan.FromSeconds(602)).IsOpen);
    }

    [Fact]
    public void Without_a_controller_and_with_no_mux_ahead_a_start_waits_for_ten_seconds_only()
    {
        RouteStanding alone = s_well with { IsConnected = false, Own = new Generation(5) };
        RouteFence fence = RouteFence.Start(TimeSpan.Zero).Next(alone, TimeSpan.FromSeconds(9));
        Assert.Equal(WithdrawReason.OlderThanAgents, fence.Reason);
        Assert.True(fence.Next(alone, TimeSpan.FromSeconds(10)).IsOpen);
    }

    [Fact]
    public void A_running_mux_is_not_withdrawn_because_agents_know_a_newer_table_or_answer_no_more()
    {
        RouteFence fence = RouteFence.Start(TimeSpan.Zero).Next(s_well, TimeSpan.FromSeconds(1));
        RouteStanding outage = s_well with { IsConnected = false, NewestCommitted = new Generation(9), Answering = 0 };
        for (int second = 2; second < 3600; second++) fence = fence.Next(outage, TimeSpan.FromSeconds(second));
        Assert.True(fence.IsOpen);
    }

    [Theory]
    [InlineData(false, true, WithdrawReason.NoTable)]
    [InlineData(true, false, WithdrawReason.DataPlaneDown)]
    public void Without_a_table_or_a_data_plane_nothing_is_announced(bool table, bool dataPlane, WithdrawReason reason)
    {
        RouteStanding standing = s_well with { HasTable = table, IsDataPlaneUp = dataPlane };
        RouteFence fence = RouteFence.Start(TimeSpan.Zero).Next(s_well, TimeSpan.FromSeconds(1));
        Assert.Equal(reason, fence.Next(standing, TimeSpan.FromSeconds(2)).Reason);
    }

    // All MUXes probe a server each second for a minute, each with its own table.
    [Property(MaxTest = 300)]
    public void P_at_least_half_of_the_muxes_stay_announced_whatever_their_tables_are(byte[] generations, int mask)
    {
        if (generations.Length == 0) return;
        int open = Announcing([.. generations.Take(30)], at => ((mask >> (at % 32)) & 1) == 1);
        Assert.True(open * 2 >= Math.Min(generations.Length, 30));
    }

    [Property(MaxTest = 300)]
    public void P_a_total_outage_of_the_controller_withdraws_nobody_whatever_the_tables_are(byte[] generations) =>
        Assert.Equal(Math.Min(generations.Length, 30), Announcing([.. generations.Take(30)], _ => false));

    private static int Announcing(byte[] generations, Func<int, bool> isConnected)
    {
        MuxSightings agent = new(memory: 3);
        RouteFence[] fences = [.. generations.Select(_ => RouteFence.Start(TimeSpan.Zero))];
        for (int second = 1; second <= 60; second++)
        {
            for (int i = 0; i < fences.Length; i++)
            {
                IPv4Address mux = new(0x0A000001u + (uint)i);
                bool connected = second <= 3 || isConnected(i);
                Generation own = new(second <= 3 ? 1u : generations[i] + 1u);
                PeerStanding peers = agent.Take(mux, own, connected, second);
                RouteStanding standing = s_well with
                {
                    Own = own,
                    NewestCommitted = new Generation(1),
                    IsConnected = connected,
                    Answering = 1,
                    SayBehind = peers.IsBehindMost ? 1 : 0,
                };
                fences[i] = fences[i].Next(standing, TimeSpan.FromSeconds(second));
            }
        }

        return fences.Count(fence => fence.IsOpen);
    }
}
