using Beamer.Backend.Bpf;
using Beamer.Backend.Checks;
using Beamer.Backend.Connections;
using Beamer.Backend.Control;
using Beamer.Backend.Feed;
using Beamer.Backend.Ingress;
using Beamer.Core.Chaining;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Rpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Beamer.Backend;

/// <summary>The order in which the agent comes up and goes down.</summary>
/// <remarks>
/// <para>
/// Up: the host is checked; rows and lease are fetched and the kernel's sockets listed (R13); then the sockets are
/// opened, beside those of a predecessor if there is one, and a program goes into the kernel in place of its; then the
/// predecessor is asked to stop. So a restart leaves no gap in which packets are lost, and no moment in which an
/// unknown packet is answered too early.
/// </para>
/// <para>Down: the program in the kernel stays, and goes on by what it knows while no process is there.</para>
/// <para>Metrics and control socket come after this: the predecessor has let go of its own by then.</para>
/// </remarks>
internal sealed class DataPlane(
    BackendOptions options,
    AgentState state,
    FeedFollower follower,
    KernelConnections connections,
    KernelPath kernel,
    IngressCounters counters,
    Predecessor predecessor,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedService, IDisposable
{
    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FeedPatience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger = loggers.CreateLogger<DataPlane>();
    private Task _feed = Task.CompletedTask;
    private AgentSockets? _sockets;
    private LoopService? _loop;
    private int _yielded;

    /// <summary>Whether a newer process has taken over.</summary>
    internal bool HasYielded => Volatile.Read(ref _yielded) != 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            string uplink = RequireUplink();
            await SyncAsync(cancellationToken);
            int sockets = CountSockets();
            LookForListeners();
            state.Apply((AgentView present, out AgentView next, out List<string> reasons) =>
            {
                reasons = [];
                next = present.WithSynced(true);
                return true;
            });
            follower.SendStatus();
            Rehearse();
            _sockets = AgentSockets.Open(state.View.Self, options.TunName, options.FabricMtuBytes);
            IngressLoop ingress = new(_sockets, state, connections, counters, time);
            _loop = new LoopService(
                "ingress",
                token =>
                {
                    // What the agent does besides must not keep packets waiting.
                    if (!ThreadRank.TryRaise()) _logger.IngressNotRaised();
                    ingress.Run(token);
                },
                lifetime,
                loggers.CreateLogger<LoopService>());
            await _loop.StartAsync(cancellationToken);
            _logger.Listening(options.Address, sockets);
            StartKernel(uplink);
        }
        catch (LinkException e)
        {
            throw new StartException(e.Message);
        }

        await predecessor.TakeOverAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _feed.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync();
    }

    /// <summary>A newer process has its sockets open: handle what this one's hold, and stop.</summary>
    internal async Task YieldAsync()
    {
        if (Interlocked.Exchange(ref _yielded, 1) != 0) return;
        _logger.Yielding();
        // It must not come back to the controller, in the newer one's place, while it waits for its end.
        await _stop.CancelAsync();
        // What it hears now may still be a lease.
        await Task.WhenAny(_feed, Task.Delay(FeedPatience, time));
        state.EndLease();
        await CloseAsync();
    }

    /// <summary>More than once, because the container knows this object by two names.</summary>
    public void Dispose()
    {
        CloseAsync().GetAwaiter().GetResult();
        _stop.Dispose();
    }

    /// <summary>The loop first: it must not touch sockets whose memory is gone.</summary>
    private async Task CloseAsync()
    {
        using LoopService? loop = Interlocked.Exchange(ref _loop, null);
        using AgentSockets? sockets = Interlocked.Exchange(ref _sockets, null);
        if (loop is not null) await loop.StopAsync(CancellationToken.None);
    }

    private string RequireUplink()
    {
        using HostFactsReader reader = new(options);
        HostFacts facts = reader.Read(state.View);
        IReadOnlyList<string> fatal = HostChecks.Fatal(facts, options);
        return fatal.Count == 0 ? facts.Uplink! : throw new StartException(fatal);
    }

    /// <summary>Why packets are not to be decided in the kernel; empty when they are.</summary>
    private string DoubtAbout(string uplink)
    {
        if (options.Datapath == BackendOptions.Portable) return "Backend:Datapath is portable.";
        // What runs there already has proved itself.
        bool isPlain = Path.Exists($"/sys/class/net/{uplink}/device") || kernel.HasPredecessor;
        return options.Datapath == BackendOptions.Xdp || isPlain
            ? ""
            : $"interface {uplink} has no hardware behind it, and what XDP sends there arrives only if the other end "
            + "is made for it, which cannot be seen from here; \"Datapath\": \"xdp\" insists.";
    }

    /// <summary>After the ingress loop, which takes all that the program leaves to it.</summary>
    private void StartKernel(string uplink)
    {
        string doubt = DoubtAbout(uplink);
        try
        {
            if (doubt.Length == 0)
            {
                using RouteNetlink routes = new();
                _logger.DecidingInKernel(kernel.Start(routes.FindInterface(uplink)));
                return;
            }
        }
        catch (LinkException e) when (options.Datapath == BackendOptions.Auto)
        {
            kernel.Dispose();
            doubt = e.Message;
        }

        kernel.Remove();
        _logger.DecidingHere(doubt);
    }

    /// <summary>
    /// The host watch looks only a second from now, and a server that seems not to listen for long loses its buckets.
    /// </summary>
    private void LookForListeners()
    {
        using HostFactsReader reader = new(options);
        AgentView view = state.View;
        state.IsListening = view.Pool is not null && reader.TakesClients(view);
    }

    /// <summary>A conversation of its own: the feed, which runs already, may be counting sockets too.</summary>
    private static int CountSockets()
    {
        using SockDiag kernel = new();
        List<TcpSocket> sockets = [];
        kernel.Dump(sockets);
        return sockets.Count;
    }

    /// <summary>From the moment that the sockets are open, clients wait for this process.</summary>
    private void Rehearse()
    {
        using SockDiag kernel = new();
        Rehearsal.Run(state.View, kernel.Lookup, time);
    }

    /// <summary>An agent that hears nothing any more, for whatever reason, must not go on unnoticed.</summary>
    private async Task FollowAsync(FeedClient client)
    {
        Task following = Task.Run(() => client.RunAsync(_stop.Token));
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (following.Exception is not { } failure) return;
        _logger.FeedFailed(failure);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    /// <summary>Follows the controller from now on, and waits a moment for its first word.</summary>
    private async Task SyncAsync(CancellationToken cancellation)
    {
        if (options.Controller is null) return;
        FeedClient client = new(
            ListenAddress.Parse(options.Controller), follower, time, HashCode.Combine(options.Name, options.Address));
        follower.Send = client.TrySend;
        _feed = FollowAsync(client);
        Task patience = Task.Delay(SyncPatience, time, cancellation);
        if (await Task.WhenAny(follower.Synced, patience) == patience) _logger.SyncTimedOut(SyncPatience.TotalSeconds);
    }
}
