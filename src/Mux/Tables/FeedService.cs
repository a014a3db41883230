using Beamer.Rpc;
using Microsoft.Extensions.Hosting;

namespace Beamer.Mux.Tables;

/// <summary>Follows the controller as long as the daemon runs.</summary>
internal sealed class FeedService(FeedClient feed) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => feed.RunAsync(stoppingToken);
}
