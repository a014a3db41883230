using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Tables;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>A worker of the portable MUX at the far end of a wire, on a processor of its own.</summary>
internal sealed class PortableMux : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ForwardingLoop _loop;
    private readonly PortableDataPlane _plane;
    private readonly Task _worker;

    /// <summary>Starts it.</summary>
    /// <param name="table">The first table.</param>
    public PortableMux(ForwardingTable table)
    {
        var live = new LiveTable();
        _loop = NetworkNamespace.Run(BenchWire.Far, () => new ForwardingLoop(
            PacketRing.Open(new PacketRingOptions { Interface = BenchWire.Interface }),
            PacketTransmitter.Open(BenchWire.Interface),
            live,
            new byte[6]));
        _plane = new PortableDataPlane(live, [_loop]);
        _plane.TryUse(table, out _);
        _worker = PinnedThread.Start(0, BenchWire.Far, () =>
        {
            ThreadRank.TryRaise();
            _loop.Run(_stop.Token);
            return 0;
        });
    }

    /// <summary>Puts a table into force, as the daemon does.</summary>
    public void Use(FleetTable table) => _plane.TryUse(
        ForwardingTable.Compile(table, BenchmarkFleet.Settings, _plane.RowsFor(table)), out _);

    public void Dispose()
    {
        _stop.Cancel();
        _worker.GetAwaiter().GetResult();
        _loop.Dispose();
        _stop.Dispose();
    }
}
