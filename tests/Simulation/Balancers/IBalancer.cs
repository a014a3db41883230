using Beamer.Core;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers;

/// <summary>A load balancer under test: its MUXes, what stands in front of its servers, and its controller.</summary>
/// <remarks>
/// Servers and MUXes are numbered from 0. Clients, servers' TCP and the network are the same for all.
/// </remarks>
internal interface IBalancer
{
    string Name { get; }

    /// <summary>Buckets of its table.</summary>
    int Buckets { get; }

    /// <summary>Buckets that name a former owner; 0 where there is no such thing.</summary>
    int Unsettled { get; }

    int BucketOf(in Flow flow);

    /// <summary>The first servers are up: make the first table.</summary>
    void Start(Simulator world, int servers);

    /// <summary>A server more.</summary>
    void Add(int server);

    /// <summary>
    /// A server gets no new connections. It stays up, and reachable from other servers, for as long as it has any.
    /// </summary>
    void Drain(int server);

    /// <summary>A server crashed: its sockets are gone and it answers nothing.</summary>
    void Crash(int server);

    /// <summary>A MUX goes on forwarding, but takes no new table for a while.</summary>
    void FreezeMux(int mux, TimeSpan length);

    /// <summary>A MUX has a segment of a client: <see cref="Packet.At"/> says where it goes.</summary>
    /// <returns>False when the MUX drops it.</returns>
    bool TryRoute(ref Packet packet, Span<byte> bytes, in Flow flow);

    /// <summary>The packet has come to the server <see cref="Packet.At"/>.</summary>
    ServerDecision Decide(ref Packet packet, Span<byte> bytes);

    /// <summary>How it stands, for the trace of a connection.</summary>
    string Describe(int bucket);
}
