using Beamer.Cli;
using Beamer.Rpc.V1;
using Google.Protobuf;
using Grpc.Core;
using Xunit;

namespace Beamer.Tests.Unit.Cli.Verbs;

/// <summary>Verbs that change the fleet.</summary>
public sealed class ChangeVerbTests(FakeDaemon daemon) : IClassFixture<FakeDaemon>
{
    private const string Fleet = "pools: [{ name: web }]\nservers: [{ name: s1, address: 10.9.0.11, pool: web }]\n";

    public static TheoryData<string, string> Lines => new()
    {
        { "add-server s3 10.9.0.13 --pool web --weight 0", Json(new AddServerRequest { Server = Server(0) }) },
        { "add-server s3 10.9.0.13 --pool web", Json(new AddServerRequest { Server = Server(null) }) },
        { "drain s1", Json(new ServerRequest { Name = "s1" }) },
        { "drain s1 --force", Json(new ServerRequest { Name = "s1", Force = true }) },
        { "remove s1 --force", Json(new RemoveRequest { Name = "s1", Force = true }) },
        { "set-weight s1 250", Json(new SetWeightRequest { Name = "s1", Weight = 250 }) },
        { "forget-mux mux2", Json(new MuxRequest { Name = "mux2" }) },
        { "freeze", Json(new FreezeRequest()) },
        { "thaw --force", Json(new ThawRequest { Force = true }) },
        { "rollback 41 --force", Json(new RollbackRequest { Generation = 41, Force = true }) },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task The_command_line_becomes_the_request(string line, string request)
    {
        daemon.Fleet.Requests.Clear();

        CommandRun run = await daemon.RunAsync(line.Split(' '));

        Assert.Equal((ExitCode.Done, ""), (run.Status, run.Error));
        Assert.Equal(request, Json(Assert.Single(daemon.Fleet.Requests)));
        Assert.Contains("generation 7", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("force-settle s1", false)]
    [InlineData("force-settle s1 --break-connections", true)]
    public async Task Force_settle_carries_the_confirmation_and_says_where_the_outcome_is_told(string line, bool breaks)
    {
        daemon.Fleet.Requests.Clear();

        CommandRun run = await daemon.RunAsync(line.Split(' '));

        ForceSettleRequest request = Assert.IsType<ForceSettleRequest>(Assert.Single(daemon.Fleet.Requests));
        Assert.Equal(("s1", breaks), (request.Name, request.BreakConnections));
        Assert.Contains("history", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_sends_the_fleet_of_the_file_and_the_flags()
    {
        daemon.Fleet.Requests.Clear();

        CommandRun run = await daemon.RunAsync(
            "apply", "-f", daemon.Write("good.yaml", Fleet), "--force", "--allow-empty");

        Assert.Equal(ExitCode.Done, run.Status);
        ApplyRequest request = Assert.IsType<ApplyRequest>(Assert.Single(daemon.Fleet.Requests));
        Assert.Equal((true, true, "s1"), (request.Force, request.AllowEmpty, request.Fleet.Servers[0].Name));
    }

    [Fact]
    public async Task The_history_learns_who_asked_even_behind_sudo()
    {
        await CommandRun.OfAsync(
            ["--controller", $"unix:{daemon.SocketPath}", "forget-mux", "mux2"],
            name => name switch { "SUDO_USER" => "ada", "USER" => "root", _ => null });

        Assert.Equal("ada", daemon.Fleet.Actor);
    }

    [Fact]
    public async Task A_file_with_problems_is_not_sent()
    {
        daemon.Fleet.Requests.Clear();
        string path = daemon.Write("bad.yaml", "pools: [{ name: web, bukets: 1 }]\nserver: []\n");

        CommandRun run = await daemon.RunAsync("apply", "-f", path);

        Assert.Equal(ExitCode.Refused, run.Status);
        Assert.Empty(daemon.Fleet.Requests);
        Assert.Equal(2, run.Reasons.Length);
        Assert.StartsWith($"{path}:1: pools[web].bukets is unknown", run.Reasons[0], StringComparison.Ordinal);
        Assert.StartsWith($"{path}:2: fleet.server is unknown", run.Reasons[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_controllers_reasons_come_one_a_line_with_status_1()
    {
        daemon.Fleet.Refusal = new Status(StatusCode.InvalidArgument, "server s1 is unknown.\nforce is needed.");

        CommandRun run = await daemon.RunAsync("drain", "s1");

        daemon.Fleet.Refusal = null;
        Assert.Equal(ExitCode.Refused, run.Status);
        Assert.Equal(["server s1 is unknown.", "force is needed."], run.Reasons);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_change_for_programs_is_the_reply_in_json()
    {
        CommandRun run = await daemon.RunAsync("set-weight", "s1", "5", "-o", "json");

        Assert.Equal(daemon.Fleet.Change, JsonParser.Default.Parse<ChangeReply>(run.Output));
    }

    [Fact]
    public async Task A_plan_prints_moves_and_what_is_queued_and_why()
    {
        daemon.Fleet.Planned = new PlanReply
        {
            Moves =
            {
                new PlanReply.Types.Move
                {
                    Pool = "web",
                    From = "s1",
                    To = "s3",
                    Buckets = 21_845,
                    BucketRanges = "0-99," + string.Join(',', Enumerable.Range(200, 200)),
                },
            },
            Queued = { new PlanReply.Types.Queued { Pool = "web", Buckets = 12, Reason = "two are unsettled." } },
            Changes = { "servers[s3] is new." },
        };

        CommandRun run = await daemon.RunAsync("plan", "-f", daemon.Write("plan.yaml", Fleet));

        Assert.Equal(ExitCode.Done, run.Status);
        Assert.Contains("servers[s3] is new.", run.Output, StringComparison.Ordinal);
        Assert.Matches("web +s1 +s3 +21,845 +0-99,200,[0-9,]+,…", run.Output);
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.TrimEnd().Length > 120);
        Assert.Contains("queued in web: 12 buckets: two are unsettled.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", run.Output, StringComparison.Ordinal);
    }

    private static FleetSpec.Types.Server Server(uint? weight)
    {
        FleetSpec.Types.Server server = new() { Name = "s3", Address = "10.9.0.13", Pool = "web" };
        if (weight is uint number) server.Weight = number;
        return server;
    }

    private static string Json(IMessage message) => message.Descriptor.Name + JsonFormatter.Default.Format(message);
}
