namespace Beamer.Lab.Echo;

/// <summary>A steady stream of short connections: each says one thing, checks the answer and closes.</summary>
internal sealed class Arrivals
{
    private static readonly EchoPlan Short = new() { Pace = TimeSpan.Zero, Exchanges = 1 };

    private readonly CancellationTokenSource _stopping;
    private readonly Task _work;

    public Arrivals(EchoClients clients, TimeSpan interval, CancellationToken ending)
    {
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(ending);
        _work = Task.Run(() => WorkAsync(clients, interval, _stopping.Token), CancellationToken.None);
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private static async Task WorkAsync(EchoClients clients, TimeSpan interval, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(interval);
        while (await timer.WaitForNextTickAsync(stopping)) await clients.BeginAsync(Short, source: null);
    }
}
