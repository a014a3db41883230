using Beamer.Lab.Network;
using Beamer.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Beamer.Lab.Meddling;

/// <summary>The process that stands between the controller and some followers.</summary>
internal static class Meddler
{
    /// <summary>The verb of this program that is the meddler.</summary>
    public const string Verb = "meddle";

    public const int Port = 7401;

    /// <summary>Serves until cancelled.</summary>
    public static async Task RunAsync(CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Parse(AddressPlan.Controller), Port,
            listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<MeddlingTally>();
        builder.Services.AddSingleton(
            ListenAddress.Parse($"{AddressPlan.Controller}:{AddressPlan.ControllerPort}"));
        await using WebApplication application = builder.Build();
        application.MapGrpcService<MeddlingFeed>();
        await application.StartAsync(cancellation);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }
}
