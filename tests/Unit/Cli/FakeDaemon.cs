using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Beamer.Tests.Unit.Cli;

/// <summary>All daemons that beamerctl asks, behind one Unix socket, and the command itself in this process.</summary>
public sealed class FakeDaemon : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("beamer-cli-");
    private WebApplication? _application;

    public FakeFleetService Fleet { get; } = new();

    public FakeMuxControl Mux { get; } = new();

    /// <summary>Where the daemon listens.</summary>
    public string SocketPath => Path.Combine(_directory.FullName, "daemon.sock");

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(SocketPath, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Fleet).AddSingleton(Mux);
        _application = builder.Build();
        _application.MapGrpcService<FakeFleetService>();
        _application.MapGrpcService<FakeMuxControl>();
        _application.MapGrpcService<FakeAgentControl>();
        await _application.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Writes a file that lives as long as this.</summary>
    internal string Write(string name, string text)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs beamerctl against this daemon.</summary>
    internal Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.OfAsync(["--controller", $"unix:{SocketPath}", .. arguments]);
}
