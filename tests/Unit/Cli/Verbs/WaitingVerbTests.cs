using Beamer.Cli;
using Beamer.Cli.Reports;
using Beamer.Cli.Verbs;
using Beamer.Rpc.V1;
using Google.Protobuf;
using Xunit;

namespace Beamer.Tests.Unit.Cli.Verbs;

/// <summary>Verbs that ask again until something is so.</summary>
public sealed class WaitingVerbTests(FakeDaemon daemon) : IClassFixture<FakeDaemon>
{
    [Fact]
    public async Task Drain_wait_shows_progress_until_the_server_is_drained()
    {
        Answer(DrainingWith(connections: 1_204), DrainingWith(connections: 3), DrainingWith(connections: 3), Drained());

        CommandRun run = await daemon.RunAsync("drain", "s1", "--wait");

        Assert.Equal((ExitCode.Done, ""), (run.Status, run.Error));
        Assert.Matches("1,204 connections left in 17 buckets, oldest unsettled 42 s", run.Output);
        Assert.Single(run.Output.Split('\n'), line => line.Contains(": 3 connections", StringComparison.Ordinal));
        Assert.EndsWith("s1 is drained.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_wait_that_runs_out_of_time_is_refused_and_says_what_is_left()
    {
        Answer(DrainingWith(connections: 5));

        CommandRun run = await daemon.RunAsync("drain", "s1", "--wait", "--timeout", "0s");

        Assert.Equal(ExitCode.Refused, run.Status);
        Assert.Contains("5 connections left", Assert.Single(run.Reasons), StringComparison.Ordinal);
    }

    // X03b
    [Fact]
    public async Task A_drain_with_a_deadline_breaks_what_is_left_then_and_not_before()
    {
        daemon.Fleet.Requests.Clear();
        Answer(DrainingWith(connections: 5), DrainingWith(connections: 5), Drained());

        CommandRun run = await daemon.RunAsync("drain", "s1", "--deadline", "0s", "--break-connections");

        Assert.Equal((ExitCode.Done, ""), (run.Status, run.Error));
        Assert.Equal(
            new ForceSettleRequest { Name = "s1", BreakConnections = true },
            Assert.Single(daemon.Fleet.Requests.OfType<ForceSettleRequest>()));

        daemon.Fleet.Requests.Clear();
        Answer(DrainingWith(connections: 5), Drained());
        await daemon.RunAsync("drain", "s1", "--deadline", "1m", "--break-connections");

        Assert.Empty(daemon.Fleet.Requests.OfType<ForceSettleRequest>());
    }

    [Fact]
    public async Task A_mux_is_safe_to_stop_when_it_has_withdrawn_and_no_packet_comes_any_more()
    {
        daemon.Mux.PacketsToCome = 3;

        CommandRun run = await daemon.RunAsync("mux", "drain", "--socket", daemon.SocketPath);

        Assert.Equal((ExitCode.Done, ""), (run.Status, run.Error));
        Assert.EndsWith("mux1 gets no packets any more: it is safe to stop.\n", run.Output, StringComparison.Ordinal);
        Assert.True(daemon.Mux.IsDraining);
        Assert.Equal(0, daemon.Mux.PacketsToCome);
        run = await daemon.RunAsync("mux", "undrain", "--socket", daemon.SocketPath);
        Assert.Equal((ExitCode.Done, false), (run.Status, daemon.Mux.IsDraining));
    }

    [Fact]
    public async Task A_mux_that_still_gets_packets_is_not_said_to_be_safe()
    {
        daemon.Mux.PacketsToCome = int.MaxValue;

        CommandRun run = await daemon.RunAsync(
            "mux", "drain", "--timeout", "0s", "--socket", daemon.SocketPath);

        Assert.Equal(ExitCode.Refused, run.Status);
        Assert.Contains("mux1 still gets packets", Assert.Single(run.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--deadline", "5s")]
    [InlineData("--break-connections")]
    public async Task A_deadline_and_its_confirmation_need_each_other(params string[] options)
    {
        CommandRun run = await daemon.RunAsync(["drain", "s1", .. options]);

        Assert.Equal(ExitCode.Usage, run.Status);
    }

    [Fact]
    public async Task Drain_wait_for_programs_is_a_document_a_line()
    {
        Answer(DrainingWith(connections: 5), Drained());

        CommandRun run = await daemon.RunAsync("drain", "s1", "--wait", "-o", "json");

        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(daemon.Fleet.Change, JsonParser.Default.Parse<ChangeReply>(lines[0]));
        Assert.Equal(5u, JsonParser.Default.Parse<StatusReply.Types.Server>(lines[1]).UnsettledConnections);
        Assert.Equal("drained", JsonParser.Default.Parse<StatusReply.Types.Server>(lines[2]).State);
    }

    [Fact]
    public async Task A_server_that_is_removed_meanwhile_has_drained()
    {
        Answer(DrainingWith(connections: 5), new StatusReply());

        CommandRun run = await daemon.RunAsync("drain", "s1", "--wait");

        Assert.Equal(ExitCode.Done, run.Status);
        Assert.Contains("s1 is removed.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dead", 0, true)]
    [InlineData("joining", 0, true)]
    [InlineData("dead", 3, false)]
    [InlineData("draining", 0, false)]
    public void A_server_without_buckets_that_cannot_drain_is_not_waited_for(string state, uint previous, bool done) =>
        Assert.Equal(done, DrainReport.IsDone(new StatusReply.Types.Server { State = state, Previous = previous }));

    [Fact]
    public async Task Wait_asks_until_the_fleet_has_converged()
    {
        Answer(new StatusReply { Generation = 6 }, new StatusReply { Generation = 7, Converged = true });

        CommandRun run = await daemon.RunAsync("wait");

        Assert.Equal(ExitCode.Done, run.Status);
        Assert.StartsWith("generation 7", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_that_runs_out_of_time_names_everybody_who_is_behind()
    {
        Answer(new StatusReply
        {
            Generation = 9,
            Publication = new StatusReply.Types.Publication
            {
                Generation = 10,
                Stage = "prepare-old",
                WaitingFor = { "s4" },
            },
            Pools = { new StatusReply.Types.Pool { Name = "web", Queued = 12 } },
            Muxes = { new StatusReply.Types.Mux { Name = "mux2", Connected = true, Generation = 8, Lag = 1 } },
            Servers = { new StatusReply.Types.Server { Name = "s2", Connected = true, Generation = 7 } },
        });

        CommandRun run = await daemon.RunAsync("wait", "--timeout", "0");

        Assert.Equal(ExitCode.Refused, run.Status);
        Assert.Equal(5, run.Reasons.Length);
        Assert.Contains("stage prepare-old, waiting for s4", run.Reasons[1], StringComparison.Ordinal);
        Assert.Contains("12 moves are queued", run.Reasons[2], StringComparison.Ordinal);
        Assert.Contains("mux2 is at generation 8, 1 behind", run.Reasons[3], StringComparison.Ordinal);
        Assert.Contains("s2 is at generation 7, 2 behind", run.Reasons[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    public void A_timeout_is_a_number_and_a_unit(string text, int seconds)
    {
        Assert.True(TimeoutOption.TryParse(text, out TimeSpan time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), time);
    }

    private void Answer(params StatusReply[] statuses)
    {
        daemon.Fleet.Statuses.Clear();
        foreach (StatusReply status in statuses) daemon.Fleet.Statuses.Enqueue(status);
    }

    private static StatusReply DrainingWith(ulong connections) => new()
    {
        Servers =
        {
            new StatusReply.Types.Server
            {
                Name = "s1",
                State = "draining",
                Previous = 17,
                UnsettledConnections = connections,
                OldestUnsettledSeconds = 42.5,
            },
        },
    };

    private static StatusReply Drained() => new()
    {
        Servers = { new StatusReply.Types.Server { Name = "s1", State = "drained" } },
    };
}
