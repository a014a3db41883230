using System.Globalization;
using System.Security.Cryptography;
using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Mux.Announcing;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Probing;
using Beamer.Mux.Tables;
using Beamer.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Mux;

/// <summary>Puts the daemon together.</summary>
internal static class MuxDaemon
{
    /// <param name="arguments"><c>--config FILE</c> and overrides.</param>
    /// <exception cref="StartException">What keeps it from starting.</exception>
    public static WebApplication Build(string[] arguments)
    {
        WebApplicationBuilder builder = DaemonHost.CreateBuilder(arguments);
        MuxOptions options = DaemonHost.BindOptions(
            builder, MuxOptions.Section, MuxOptions.Bind, new MuxOptionsRules());
        KestrelListeners.ListenGrpc(builder, options.ControlSocket);
        KestrelListeners.ListenMetrics(builder, ListenAddress.Parse(options.MetricsListen).EndPoint!);
        builder.Services.AddGrpc();
        try
        {
            InterfaceInfo found = HostCheck.Run(options);
            IPv4Address address = IPv4Address.Parse(options.Address);
            var settings = new ForwardingSettings(address, (byte)options.Dscp, options.FabricMtuBytes);
            IDataPlane plane = DataPlaneChoice.Open(options, found, settings, out List<string> notes);
            AddDataPlane(builder.Services, plane);
            AddControlPlane(builder.Services, options, settings);
            WebApplication app = builder.Build();
            app.MapGrpcService<MuxControlService>();
            DaemonHost.MapMetricsAndHealth(app);
            Begin(app, options, [.. notes, .. HostCheck.Problems(options, found, plane)]);
            return app;
        }
        catch (LinkException e)
        {
            throw new StartException(e.Message);
        }
    }

    private static void AddDataPlane(IServiceCollection services, IDataPlane plane)
    {
        services.AddSingleton(plane);
        if (plane is not PortableDataPlane portable) return;
        for (int i = 0; i < portable.Loops.Count; i++)
        {
            ForwardingLoop loop = portable.Loops[i];
            AddLoop(services, string.Create(CultureInfo.InvariantCulture, $"forwarding-{i}"), provider => token =>
            {
                // A table that is being built must not keep packets waiting.
                if (!ThreadRank.TryRaise()) Log.WorkerNotRaised(provider.GetRequiredService<ILogger<ForwardingLoop>>());
                loop.Run(token);
            });
        }
    }

    private static void AddControlPlane(
        IServiceCollection services, MuxOptions options, ForwardingSettings settings)
    {
        IPv4Address address = settings.Address;
        UdpEndpoint probes = UdpEndpoint.Open(
            new UdpEndpointOptions { Address = address, Port = 0, DatagramBytes = 256 });
        services.AddSingleton(provider => new TableKeeper(
            new TableStore(options.StateDirectory),
            provider.GetRequiredService<IDataPlane>(),
            settings,
            provider.GetRequiredService<Readiness>()));
        services.AddSingleton(provider => new TableFollower(
            options.Name,
            address,
            provider.GetRequiredService<TableKeeper>(),
            provider.GetRequiredService<ILogger<TableFollower>>()));
        services.AddSingleton(provider => new ServerProber(
            probes,
            provider.GetRequiredService<TableKeeper>(),
            provider.GetRequiredService<TimeProvider>(),
            Reporter(provider.GetService<FeedClient>()),
            () => provider.GetRequiredService<TableFollower>().IsConnected));
        services.AddSingleton(provider => new MuxMetrics(
            provider.GetRequiredService<IDataPlane>(),
            provider.GetRequiredService<TableKeeper>(),
            provider.GetRequiredService<TableFollower>(),
            provider.GetRequiredService<ServerProber>(),
            provider.GetRequiredService<RouteAnnouncer>()));
        AddLoop(services, "probing", provider => provider.GetRequiredService<ServerProber>().Run);
        if (options.Controller is not null) AddFeed(services, options.Controller);
        // Started last, and so stopped first: packets get through until the routers know.
        AddAnnouncer(services, options);
    }

    private static void AddAnnouncer(IServiceCollection services, MuxOptions options)
    {
        services.AddSingleton(provider => new StandingWatch(
            options.Interface,
            provider.GetRequiredService<IDataPlane>(),
            provider.GetRequiredService<TableKeeper>(),
            provider.GetRequiredService<TableFollower>(),
            provider.GetRequiredService<ServerProber>()));
        if (options.Announce) services.AddSingleton<IVipRoutes, LoopbackVips>();
        services.AddSingleton(provider => new RouteAnnouncer(
            provider.GetRequiredService<StandingWatch>().Look,
            () => provider.GetRequiredService<TableKeeper>().Table,
            provider.GetService<IVipRoutes>(),
            provider.GetRequiredService<Readiness>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RouteAnnouncer>>()));
        AddLoop(services, "announcing", provider => provider.GetRequiredService<RouteAnnouncer>().Run);
    }

    private static void AddFeed(IServiceCollection services, string controller)
    {
        services.AddSingleton(provider => new FeedClient(
            ListenAddress.Parse(controller),
            provider.GetRequiredService<TableFollower>(),
            provider.GetRequiredService<TimeProvider>(),
            RandomNumberGenerator.GetInt32(int.MaxValue)));
        services.AddHostedService<FeedService>();
    }

    private static Action<V1.ProbeReport> Reporter(FeedClient? feed) => report =>
        feed?.TrySend(new V1.FollowerMessage { Probes = report });

    private static void AddLoop(
        IServiceCollection services, string name, Func<IServiceProvider, Action<CancellationToken>> run) =>
        services.AddSingleton<IHostedService>(provider => new LoopService(
            name,
            run(provider),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<LoopService>>()));

    private static void Begin(WebApplication app, MuxOptions options, List<string> problems)
    {
        ILogger<LoopService> logger = app.Services.GetRequiredService<ILogger<LoopService>>();
        TableKeeper keeper = app.Services.GetRequiredService<TableKeeper>();
        IReadOnlyList<string> refused = keeper.Restore();
        if (refused.Count > 0) Log.StoredTableRefused(logger, string.Join(' ', refused));
        IDataPlane plane = app.Services.GetRequiredService<IDataPlane>();
        if (plane.Current is { } table)
        {
            Log.TableInForce(logger, table.Fleet.Generation.Value, table.Fleet.Digest.ToString());
        }

        foreach (string problem in problems) Log.HostProblem(logger, problem);
        // The instruments exist from the first scrape on.
        app.Services.GetRequiredService<MuxMetrics>();
        Log.Forwarding(logger, options.Name, options.Interface, plane.Description, options.Output);
    }
}
