using Beamer.Controller;
using Beamer.Hosting;
using Beamer.Rpc;
using Beamer.Rpc.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Controller;

/// <summary>The whole daemon in this process, over Unix sockets, with a MUX and agents that follow its feed.</summary>
public sealed class ControllerTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("beamer-controller-");
    private readonly List<TestFollower> _followers = [];
    private WebApplication? _daemon;
    private GrpcChannel? _operators;

    private ListenAddress Feed => new(null, Path.Combine(_folder.FullName, "feed.sock"));

    private static CallOptions Call => new(cancellationToken: TestContext.Current.CancellationToken);

    private FleetService.FleetServiceClient Fleet => new(_operators!);

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (TestFollower follower in _followers) await follower.DisposeAsync();
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_declared_fleet_converges_a_drain_moves_every_bucket_and_a_restart_forgets_nothing()
    {
        await Fleet.ApplyAsync(new ApplyRequest { Fleet = Spec() }, Call);
        TestFollower mux = Follow(Role.Mux, "mux1", "10.0.0.200");
        TestFollower first = Follow(Role.Agent, "s1", "10.0.0.1");
        TestFollower second = Follow(Role.Agent, "s2", "10.0.0.2");
        StatusReply status = await WaitAsync(status =>
            status.Converged && status.Servers.All(server => server.State == "active" && server.Owned == 8));
        Assert.Equal(status.Generation, mux.Table.Generation.Value);
        Assert.Equal(status.Digest, mux.Table.Digest.ToString());
        Assert.True(first.IsAdmitted && second.IsAdmitted && first.HasLease && second.HasLease);

        await Fleet.DrainAsync(new ServerRequest { Name = "s1", Force = true }, Call);
        status = await WaitAsync(status => status.Servers.Any(server => server.State == "drained") && status.Converged);
        Assert.Equal(16u, status.Servers.Single(server => server.Name == "s2").Owned);
        Assert.Contains(Stage.PrepareNewAndPrevious, second.Prepared);
        Assert.Contains(Stage.PrepareOldOwner, first.Prepared);
        HistoryReply history = await Fleet.HistoryAsync(new HistoryRequest(), Call);
        Assert.Equal(status.Generation, history.Entries[0].Generation);

        await StopAsync();
        await StartAsync();
        StatusReply after = await WaitAsync(status => status.Converged
            && status.Muxes.All(entry => entry.Connected)
            && status.Servers.All(server => server.Connected && server.Lease));
        Assert.Equal(status.Term + 1, after.Term);
        Assert.Equal((status.Generation, status.Digest), (after.Generation, after.Digest));
        Assert.Equal(history.Entries, (await Fleet.HistoryAsync(new HistoryRequest(), Call)).Entries);
        Assert.Equal("drained", after.Servers.Single(server => server.Name == "s1").State);
    }

    [Fact]
    public async Task A_force_settle_breaks_what_is_left_and_the_history_keeps_who_and_how_many()
    {
        await Fleet.ApplyAsync(new ApplyRequest { Fleet = Spec() }, Call);
        Follow(Role.Mux, "mux1", "10.0.0.200");
        TestFollower first = Follow(Role.Agent, "s1", "10.0.0.1");
        Follow(Role.Agent, "s2", "10.0.0.2");
        await WaitAsync(status => status.Converged && status.Servers.All(server => server.Owned == 8));
        first.IsBusy = true;
        await Fleet.DrainAsync(new ServerRequest { Name = "s1", Force = true }, Call);
        await WaitAsync(status => status.Servers.Any(server => server.UnsettledConnections == 8));
        ForceSettleRequest order = new() { Name = "s1" };
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await Fleet.ForceSettleAsync(order, Call));
        Assert.Contains("8 connections", refusal.Status.Detail, StringComparison.Ordinal);
        order.BreakConnections = true;
        await Fleet.ForceSettleAsync(order, Call);
        await WaitAsync(status => status.Servers.Any(server => server.State == "drained"));
        HistoryReply history = await Fleet.HistoryAsync(new HistoryRequest(), Call);
        Assert.Contains(history.Entries, entry => entry is
        {
            Actor: "operator", Change: "force-settle s1: 8 connections broken.",
        });
    }

    [Fact]
    public async Task A_wrong_fleet_is_refused_with_every_reason_and_changes_nothing()
    {
        FleetSpec spec = Spec();
        spec.Servers[0].Address = "10.0.0.300";
        spec.Services[0].Protocol = "sctp";
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await Fleet.ApplyAsync(new ApplyRequest { Fleet = spec }, Call));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(2, refusal.Status.Detail.Split('\n').Length);
        Assert.Equal(0u, (await Fleet.StatusAsync(new StatusRequest(), Call)).Generation);
    }

    [Fact]
    public async Task What_cannot_be_done_now_is_a_failed_precondition_and_what_is_not_there_is_named()
    {
        RpcException drain = await Assert.ThrowsAsync<RpcException>(
            async () => await Fleet.DrainAsync(new ServerRequest { Name = "s9" }, Call));
        Assert.Equal(StatusCode.FailedPrecondition, drain.StatusCode);
        RpcException explain = await Assert.ThrowsAsync<RpcException>(
            async () => await Fleet.ExplainAsync(new ExplainRequest { Client = "198.51.100.7" }, Call));
        Assert.Equal(StatusCode.InvalidArgument, explain.StatusCode);
        Assert.Equal(2, explain.Status.Detail.Split('\n').Length);
        RpcException rollback = await Assert.ThrowsAsync<RpcException>(
            async () => await Fleet.RollbackAsync(new RollbackRequest { Generation = 7 }, Call));
        Assert.Contains("generation 7 is not in the history", rollback.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_was_superseded_comes_back_when_the_newer_one_died_instead()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        FakeTimeProvider pauses = new();
        await Fleet.ApplyAsync(new ApplyRequest { Fleet = Spec() }, Call);
        TestFollower old = Follow(Role.Agent, "s1", "10.0.0.1", pauses);
        await WaitAsync(status => status.Servers.Single(server => server.Name == "s1").Connected);
        TestFollower newer = Follow(Role.Agent, "s1", "10.0.0.1");
        await old.Superseded.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        await newer.StopAsync();
        await WaitAsync(status => !status.Servers.Single(server => server.Name == "s1").Connected);
        // More than once: it may only be about to wait.
        using Timer clock = new(
            _ => pauses.Advance(ReconnectPauses.Aside), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await WaitAsync(status => status.Servers.Single(server => server.Name == "s1").Connected);
    }

    [Fact]
    public async Task A_follower_cannot_use_the_operators_verbs()
    {
        using GrpcChannel channel = GrpcChannelFactory.Open(Feed);
        RpcException refusal = await Assert.ThrowsAsync<RpcException>(
            async () => await new FleetService.FleetServiceClient(channel).StatusAsync(new StatusRequest(), Call));
        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }

    [Fact]
    public async Task A_second_controller_on_the_same_socket_says_so()
    {
        StartException refusal = Assert.Throws<StartException>(() => ControllerHost.Build(Arguments()));
        Assert.Contains("Another process listens on", refusal.Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    private static FleetSpec Spec() => new()
    {
        Pools = { new FleetSpec.Types.Pool { Name = "web", Buckets = 16 } },
        Services = { new FleetSpec.Types.Service { Vip = "192.0.2.10", Port = 80, Protocol = "tcp", Pool = "web" } },
        Servers =
        {
            new FleetSpec.Types.Server { Name = "s1", Address = "10.0.0.1", Pool = "web" },
            new FleetSpec.Types.Server { Name = "s2", Address = "10.0.0.2", Pool = "web" },
        },
        Muxes = { new FleetSpec.Types.Mux { Name = "mux1", Address = "10.0.0.200" } },
    };

    private string[] Arguments() =>
    [
        "--Controller:Listen=" + Feed,
        "--Controller:OperatorListen=unix:" + Path.Combine(_folder.FullName, "operator.sock"),
        "--Controller:StatePath=" + Path.Combine(_folder.FullName, "controller.db"),
        "--Controller:MetricsListen=127.0.0.1:0",
    ];

    private TestFollower Follow(Role role, string name, string address, TimeProvider? pauses = null)
    {
        TestFollower follower = new(Feed, role, name, address, pauses);
        _followers.Add(follower);
        return follower;
    }

    private async Task StartAsync()
    {
        _daemon = ControllerHost.Build(Arguments());
        await _daemon.StartAsync(CancellationToken.None);
        _operators = GrpcChannelFactory.Open(new ListenAddress(null, Path.Combine(_folder.FullName, "operator.sock")));
    }

    private async Task StopAsync()
    {
        _operators?.Dispose();
        await _daemon!.StopAsync(CancellationToken.None);
        await _daemon.DisposeAsync();
    }

    /// <summary>Watches the status until it is as wanted; bounded, so that a test fails and does not hang.</summary>
    private async Task<StatusReply> WaitAsync(Predicate<StatusReply> isWanted)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(40);
        using AsyncServerStreamingCall<StatusReply> watch = Fleet.Watch(
            new StatusRequest(), Call.WithDeadline(deadline));
        StatusReply? last = null;
        try
        {
            await foreach (StatusReply status in watch.ResponseStream.ReadAllAsync(Call.CancellationToken))
            {
                last = status;
                if (isWanted(status)) return status;
            }
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            Assert.Fail($"The fleet did not become what it should; the last status is {last}");
        }

        throw new InvalidOperationException("The controller ended the watch.");
    }
}
