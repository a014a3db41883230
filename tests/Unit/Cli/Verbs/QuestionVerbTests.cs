using Beamer.Cli;
using Beamer.Rpc.V1;
using Google.Protobuf;
using Xunit;

namespace Beamer.Tests.Unit.Cli.Verbs;

/// <summary>Verbs that only show.</summary>
public sealed class QuestionVerbTests(FakeDaemon daemon) : IClassFixture<FakeDaemon>
{
    private static readonly StatusReply Status = new()
    {
        Generation = 42,
        Term = 3,
        Digest = "00ff",
        Pools =
        {
            new StatusReply.Types.Pool { Name = "web", Buckets = 65_536, Unsettled = 12, OldestUnsettledSeconds = 200 },
        },
        Servers =
        {
            new StatusReply.Types.Server
            {
                Name = "s1",
                Address = "10.9.0.11",
                Pool = "web",
                State = "active",
                Weight = 100,
                Owned = 32_768,
                Generation = 40,
                Connected = true,
                Admitted = true,
                Problems = { "rp_filter of eth0 is 1." },
            },
        },
        Muxes = { new StatusReply.Types.Mux { Name = "mux1", Address = "10.9.0.2", Generation = 41, Lag = 1 } },
        Alarms = { "pool web: panic." },
    };

    [Fact]
    public async Task Status_shows_generation_and_lag_of_everybody_and_the_alarms()
    {
        Answer(Status);

        CommandRun run = await daemon.RunAsync("status");

        Assert.Equal(ExitCode.Done, run.Status);
        Assert.Contains("generation 42, term 3, digest 00ff: converging", run.Output, StringComparison.Ordinal);
        Assert.Matches("web +65,536 +12 +0 +3 min 20 s", run.Output);
        Assert.Matches("s1 +10.9.0.11 +web +active +100 +32,768 +0 +0 +- +40 +2 +admitted, no lease", run.Output);
        Assert.Matches("mux1 +10.9.0.2 +no +41 +1 +-", run.Output);
        Assert.Contains("server s1: rp_filter of eth0 is 1.", run.Output, StringComparison.Ordinal);
        Assert.Contains("ALARM: pool web: panic.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_for_programs_has_every_field_even_when_it_is_zero()
    {
        Answer(Status);

        CommandRun run = await daemon.RunAsync("status", "-o", "json");

        Assert.Equal(Status, JsonParser.Default.Parse<StatusReply>(run.Output));
        Assert.Contains("\"oldestUnsettledSeconds\": 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"converged\": false", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_for_programs_is_a_document_a_line()
    {
        Answer(Status, new StatusReply { Generation = 43 });

        CommandRun run = await daemon.RunAsync("status", "--watch", "-o", "json");

        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([42u, 43u], lines.Select(line => JsonParser.Default.Parse<StatusReply>(line).Generation));
    }

    [Fact]
    public async Task Explain_shows_hash_bucket_row_and_every_hop()
    {
        daemon.Fleet.Explanation = new ExplainReply
        {
            Hash = 0x0123_4567_89ab_cdef,
            Pool = "web",
            Bucket = 291,
            Generation = 40,
            SourcePort = 50_000,
            Hops =
            {
                Hop("s3", "current", "SYN: delivers."),
                Hop("s1", "previous", "known: delivers; else RST."),
            },
        };

        CommandRun run = await daemon.RunAsync("explain", "198.51.100.7:40001", "192.0.2.10:80/tcp");

        Assert.Contains("0x0123456789abcdef", run.Output, StringComparison.Ordinal);
        Assert.Matches("bucket +291", run.Output);
        Assert.Matches("0 +current +s3 +10.9.0.9 +active +SYN: delivers.", run.Output);
        Assert.Matches("1 +previous +s1 +10.9.0.9 +active +known: delivers; else RST.", run.Output);
    }

    [Fact]
    public async Task History_lists_publications_and_passes_the_limit()
    {
        daemon.Fleet.Requests.Clear();
        daemon.Fleet.Publications = new HistoryReply
        {
            Entries =
            {
                new HistoryReply.Types.Entry
                {
                    Generation = 42,
                    Time = "2026-01-02T03:04:05Z",
                    Actor = "root",
                    Change = "drain s1",
                },
            },
        };

        CommandRun run = await daemon.RunAsync("history", "--limit", "3");

        Assert.Equal(new HistoryRequest { Limit = 3 }, Assert.Single(daemon.Fleet.Requests));
        Assert.Matches("42 +2026-01-02T03:04:05Z +root +0 .*drain s1", run.Output);
    }

    [Fact]
    public async Task A_mux_shows_its_counters_and_where_a_flow_would_go()
    {
        CommandRun inspected = await daemon.RunAsync("mux", "inspect", "--socket", daemon.SocketPath);
        CommandRun flow = await daemon.RunAsync(
            "mux", "--socket", daemon.SocketPath, "lookup", "198.51.100.7:40001", "192.0.2.10:80/tcp");

        Assert.Matches("forwarded +65,536", inspected.Output);
        Assert.Contains("s1 for 198.51.100.7:40001", flow.Output, StringComparison.Ordinal);
        Assert.Contains("s2, s3", flow.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_file_is_pushed_as_it_is()
    {
        string path = daemon.Write("table.json", "{ \"generation\": 11 }");

        CommandRun run = await daemon.RunAsync("mux", "push-table", "--file", path, "--socket", daemon.SocketPath);

        Assert.Equal((ExitCode.Done, "{ \"generation\": 11 }"), (run.Status, daemon.Mux.PushedTable));
        Assert.Contains("generation 11", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_shows_what_is_wrong_with_its_host()
    {
        CommandRun run = await daemon.RunAsync("agent", "inspect", "--socket", daemon.SocketPath);

        Assert.Contains("admitted yes, lease no", run.Output, StringComparison.Ordinal);
        Assert.Contains("rp_filter of eth0 is 1.", run.Output, StringComparison.Ordinal);
    }

    private void Answer(params StatusReply[] statuses)
    {
        daemon.Fleet.Statuses.Clear();
        foreach (StatusReply status in statuses) daemon.Fleet.Statuses.Enqueue(status);
    }

    private static ExplainReply.Types.Hop Hop(string server, string role, string action) => new()
    {
        Server = server,
        Address = "10.9.0.9",
        Role = role,
        State = "active",
        Action = action,
    };
}
