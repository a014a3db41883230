using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Beamer.Hosting;

/// <summary>Runs a loop's step on a named thread of its own, again and again, until the daemon stops.</summary>
/// <remarks>
/// Here is the loop's one catch: a step that throws ends the daemon with status 1, and its supervisor restarts it.
/// </remarks>
/// <param name="name">The thread's name.</param>
/// <param name="run">Loops until cancelled; must notice within about 100 ms.</param>
/// <param name="lifetime">What ends the daemon.</param>
/// <param name="logger">Where the failure is told.</param>
public sealed partial class LoopService(
    string name, Action<CancellationToken> run, IHostApplicationLifetime lifetime, ILogger<LoopService> logger)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Thread thread = new(Loop) { Name = name, IsBackground = true };
        thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _ended.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Loop()
    {
        try
        {
            run(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The clean stop of a loop that waits on its token.
        }
#pragma warning disable CA1031 // The one catch at the loop's edge: it must see everything, and it ends the daemon.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, name);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    [LoggerMessage(5000, LogLevel.Critical, "Loop {Name} failed; the daemon stops")]
    private partial void LogFailed(Exception exception, string name);
}
