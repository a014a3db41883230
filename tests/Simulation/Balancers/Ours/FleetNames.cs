using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation.Clients;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>What the numbers of servers and MUXes are called in the fleet under test.</summary>
internal static class FleetNames
{
    internal static readonly PoolId Pool = new(1);

    private const uint FirstServer = 0x0A000001;
    private const uint FirstMux = 0x0AFF0001;

    internal static IPv4Address AddressOf(int server) => new(FirstServer + (uint)server);

    /// <summary>The number of a server; far out of range for what is no server.</summary>
    internal static int NumberOf(IPv4Address server) => (int)Math.Min(server.Value - FirstServer, int.MaxValue);

    internal static string NameOf(int server) => $"s{server}";

    internal static MuxEntry Mux(int mux) => new($"m{mux}", new IPv4Address(FirstMux + (uint)mux));

    internal static IntentServer Server(int server) =>
        new(NameOf(server), AddressOf(server), Pool, IntentServer.WeightDefault, false);

    internal static FleetIntent Intent(int servers, int muxes, int buckets, int previousMax, ulong key)
    {
        Pool pool = new(Pool, "web", buckets, previousMax, 1, new SipKey(key, ~key));
        return new FleetIntent(
            [new IntentPool(pool, [])],
            [new Service(FlowTable.Service, Pool)],
            [.. Enumerable.Range(0, servers).Select(Server)],
            [.. Enumerable.Range(0, muxes).Select(Mux)]);
    }
}
