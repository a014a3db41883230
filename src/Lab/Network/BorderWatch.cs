using System.Collections.Concurrent;
using System.Diagnostics;
using Beamer.Core;
using Beamer.Link;

namespace Beamer.Lab.Network;

/// <summary>
/// What a routing daemon on each MUX does: while the MUX keeps the VIP on its <c>lo</c>, the router sends to it.
/// </summary>
internal sealed class BorderWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private static readonly IPv4Address Vip = IPv4Address.Parse(AddressPlan.Vip);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<(LabMux Mux, bool Announced, long At)> _changes = [];
    private readonly Task _work;

    public BorderWatch() => _work = Task.Run(WorkAsync);

    /// <summary>When a MUX first announced, or withdrew, its route after a moment; null = not yet.</summary>
    public long? ChangedAt(LabMux mux, bool announced, long since) => _changes
        .Where(change => change.Mux == mux && change.Announced == announced && change.At > since)
        .Select(change => (long?)change.At).FirstOrDefault();

    /// <summary>Waits for that, for a bounded time.</summary>
    /// <exception cref="LabException">It did not come.</exception>
    public async Task<TimeSpan> AwaitAsync(
        LabMux mux, bool announced, long since, TimeSpan limit, CancellationToken cancellation)
    {
        while (ChangedAt(mux, announced, since) is null)
        {
            if (_work.Exception is { InnerException: { } failure })
            {
                throw new LabException($"What plays the routing daemon has failed: {failure.Message}");
            }

            if (Stopwatch.GetElapsedTime(since) > limit)
            {
                string verb = announced ? "announce" : "withdraw";
                throw new LabException($"{mux.Name} did not {verb} its route in {limit.TotalSeconds} s");
            }

            await Task.Delay(Pace, cancellation);
        }

        return Stopwatch.GetElapsedTime(since, ChangedAt(mux, announced, since)!.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        // A conversation with the kernel stays in the namespace in which it was begun.
        Dictionary<LabMux, RouteNetlink> kernels = AddressPlan.Muxes.ToDictionary(
            mux => mux, mux => NetworkNamespace.Run(Namespaces.Of(mux.Name), () => new RouteNetlink()));
        try
        {
            HashSet<LabMux> routed = [];
            using PeriodicTimer timer = new(Pace);
            while (await timer.WaitForNextTickAsync(_stopping.Token)) Follow(kernels, routed);
        }
        finally
        {
            foreach (RouteNetlink kernel in kernels.Values) kernel.Dispose();
        }
    }

    private void Follow(Dictionary<LabMux, RouteNetlink> kernels, HashSet<LabMux> routed)
    {
        bool changed = false;
        foreach ((LabMux mux, RouteNetlink kernel) in kernels)
        {
            bool announced = kernel.ListAddresses().Any(address => address.Address == Vip);
            if (announced == routed.Contains(mux)) continue;
            changed = announced ? routed.Add(mux) : routed.Remove(mux);
            _changes.Enqueue((mux, announced, Stopwatch.GetTimestamp()));
        }

        if (changed && routed.Count > 0) Router.SetNextHops(routed);
        else if (changed) Router.SwallowService();
    }
}
