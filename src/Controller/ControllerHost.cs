using Beamer.Controller.Followers;
using Beamer.Controller.Listening;
using Beamer.Controller.Services;
using Beamer.Controller.Store;
using Beamer.Core.Fleet;
using Beamer.Hosting;
using Beamer.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Beamer.Controller;

/// <summary>Puts the controller together.</summary>
internal static class ControllerHost
{
    /// <summary>Socket counts of a million buckets take 8 MiB.</summary>
    private const int MessageBytesMax = 16 << 20;

    /// <summary>A follower whose host is gone is noticed after both of these.</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(2), PingTimeout = TimeSpan.FromSeconds(3);

    /// <summary>A daemon that is ready to run.</summary>
    /// <exception cref="StartException">Options, listeners or the store do not allow it.</exception>
    internal static WebApplication Build(string[] arguments)
    {
        WebApplicationBuilder builder = DaemonHost.CreateBuilder(arguments);
        ControllerOptions options = DaemonHost.BindOptions(
            builder, ControllerOptions.Section, ControllerOptions.Bind, new ControllerOptionsRules());
        ListenAddress feed = ListenAddress.Parse(options.Listen);
        ListenAddress operators = ListenAddress.Parse(options.OperatorListen);
        builder.WebHost.ConfigureKestrel(ListenerGate.NoteDoors);
        ListenGrpc(builder, feed);
        ListenGrpc(builder, operators);
        KestrelListeners.ListenMetrics(builder, ListenAddress.Parse(options.MetricsListen).EndPoint!);
        AddServices(builder, options);
        WebApplication app = builder.Build();
        app.Use(new ListenerGate(feed, operators).InvokeAsync);
        app.MapGrpcService<TableFeedService>();
        app.MapGrpcService<Services.FleetService>();
        DaemonHost.MapMetricsAndHealth(app);
        StartLoop(app);
        return app;
    }

    private static void StartLoop(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<FleetLoop>();
        }
        catch (StoreFullException e)
        {
            throw new StartException($"{e.Message} Make room on it and start again.");
        }
    }

    private static void ListenGrpc(WebApplicationBuilder builder, ListenAddress address)
    {
        if (address.Path is null) KestrelListeners.ListenGrpc(builder, address.EndPoint!);
        else KestrelListeners.ListenGrpc(builder, address.Path);
    }

    private static void AddServices(WebApplicationBuilder builder, ControllerOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.KeepAlivePingDelay = PingDelay;
            kestrel.Limits.Http2.KeepAlivePingTimeout = PingTimeout;
        });
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MessageBytesMax);
        SqliteFleetStore store = SqliteFleetStore.Open(options.StatePath, TimeProvider.System);
        builder.Services.AddSingleton<IFleetStore>(_ => store);
        builder.Services.AddSingleton<FollowerDirectory>();
        builder.Services.AddSingleton<FeedMessages>();
        builder.Services.AddSingleton<ControllerMetrics>();
        builder.Services.AddSingleton<EffectPerformer>();
        builder.Services.AddSingleton(CreateLoop);
        builder.Services.AddSingleton<IHostedService>(services => new LoopService(
            "fleet",
            services.GetRequiredService<FleetLoop>().Run,
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<ILogger<LoopService>>()));

        FleetLoop CreateLoop(IServiceProvider services)
        {
            FleetLoop loop = new(
                store,
                services.GetRequiredService<EffectPerformer>(),
                services.GetRequiredService<ControllerMetrics>(),
                services.GetRequiredService<Readiness>(),
                services.GetRequiredService<TimeProvider>(),
                new FleetSettings { SlowStart = TimeSpan.FromSeconds(options.SlowStartSeconds) });
            services.GetRequiredService<ILogger<FleetLoop>>()
                .TermBegins(loop.Term, store.Load().Committed.Generation, options.StatePath);
            return loop;
        }
    }
}
