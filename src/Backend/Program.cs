using System.CommandLine;
using System.Security.Cryptography;
using Beamer.Backend.Bpf;
using Beamer.Backend.Checks;
using Beamer.Backend.Connections;
using Beamer.Backend.Control;
using Beamer.Backend.Feed;
using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Hashing;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Beamer.Backend;

internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        string[] options = [.. arguments.Select(Spelled)];
        RootCommand root = DaemonCommand.Create(
            "beamer-backend",
            "delivers the packets of flows that this server owns, and sends the others on to the servers that do.",
            BackendOptions.Section,
            () => Build(options));
        root.Add(DetachCommand.Create(options));
        return DaemonCommand.RunAsync(root, options);
    }

    /// <summary>The one field that has a short form.</summary>
    private static string Spelled(string argument) =>
        argument == "--datapath" || argument.StartsWith("--datapath=", StringComparison.Ordinal)
            ? "--Backend:Datapath" + argument["--datapath".Length..]
            : argument;

    private static WebApplication Build(string[] arguments)
    {
        WebApplicationBuilder builder = DaemonHost.CreateBuilder(arguments);
        // A start that fails is told once, by the sentence that DaemonHost prints.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        BackendOptions options = DaemonHost.BindOptions(
            builder, BackendOptions.Section, BackendOptions.Bind, new BackendOptionsRules());
        string socket = Listen(builder, options);
        ulong incarnation = Incarnation.Current();
        builder.Services
            .AddSingleton(new AgentState(IPv4Address.Parse(options.Address)))
            .AddSingleton(new AgentStore(options.StateDirectory, incarnation))
            .AddSingleton<HostReport>()
            .AddSingleton<IngressCounters>()
            .AddSingleton<KernelPath>()
            .AddSingleton<SocketCensus>()
            .AddSingleton<SocketBreaker>()
            .AddSingleton<Predecessor>()
            .AddSingleton<BackendMetrics>()
            .AddSingleton<DataPlane>()
            .AddSingleton(services => ActivatorUtilities.CreateInstance<FeedFollower>(services, incarnation))
            .AddSingleton(services => new CookieWatch(
                () => File.ReadAllText("/proc/net/netstat"), services.GetRequiredService<TimeProvider>()))
            .AddSingleton(services => new KernelConnections(
                new SockDiag().Lookup, services.GetRequiredService<TimeProvider>(), RandomKey()))
            .AddHostedService(services => services.GetRequiredService<DataPlane>())
            .AddHostedService<HostWatch>()
            .AddGrpc();
        WebApplication app = builder.Build();
        app.MapGrpcService<AgentControlService>();
        DaemonHost.MapMetricsAndHealth(app);
        Restore(app.Services);
        app.Services.GetRequiredService<BackendMetrics>();
        // By rename: a predecessor's socket answers until this one does.
        app.Lifetime.ApplicationStarted.Register(() => File.Move(socket, options.ControlSocket, overwrite: true));
        return app;
    }

    /// <summary>Both are bound only when the data plane is up, and so when a predecessor has let go of them.</summary>
    private static string Listen(WebApplicationBuilder builder, BackendOptions options)
    {
        string socket = $"{options.ControlSocket}.{Environment.ProcessId}";
        Directory.CreateDirectory(Path.GetDirectoryName(socket)!);
        File.Delete(socket);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(
                ListenAddress.Parse(options.MetricsListen).EndPoint!, listen => listen.Protocols = HttpProtocols.Http1);
        });
        return socket;
    }

    private static void Restore(IServiceProvider services)
    {
        AgentState state = services.GetRequiredService<AgentState>();
        AgentStore store = services.GetRequiredService<AgentStore>();
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<AgentStore>();
        if (store.TryLoad(state.View.Self, out AgentView restored, out string reason))
        {
            state.Apply((AgentView _, out AgentView next, out List<string> reasons) =>
            {
                reasons = [];
                next = restored;
                return true;
            });
            logger.Restored(restored.Committed.Generation.Value, restored.IsAdmitted);
        }
        else if (reason.Length > 0)
        {
            logger.RecordRefused(store.File, reason);
        }
    }

    private static SipKey RandomKey()
    {
        Span<byte> key = stackalloc byte[SipKey.Size];
        RandomNumberGenerator.Fill(key);
        return SipKey.Read(key);
    }
}
