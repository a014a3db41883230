using Beamer.Core;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Clients;

/// <summary>
/// Every connection of a run. Its number is its four-tuple, so that bytes tell which one a packet is of.
/// </summary>
internal sealed class FlowTable(int seed)
{
    internal static readonly ServiceKey Service =
        new(IPv4Address.Parse("192.0.2.1"), 80, TransportProtocol.Tcp);

    // 100.64.0.0/10 has 22 bits of addresses; what does not fit goes into the port.
    private const uint FirstClient = 0x64400000;
    private const int AddressBits = 22;
    private const ushort FirstPort = 1024;

    private ClientFlow[] _flows = new ClientFlow[1024];

    internal int Count { get; private set; }

    internal ref ClientFlow this[int flow] => ref _flows[flow];

    internal static Flow TupleOf(int flow) => new(
        new IPv4Address(FirstClient + (uint)(flow & ((1 << AddressBits) - 1))),
        Service.Vip,
        (ushort)(FirstPort + (flow >> AddressBits)),
        Service.Port,
        Service.Protocol);

    /// <summary>The number of the connection that a tuple belongs to.</summary>
    internal static int NumberOf(in Flow tuple) =>
        ((tuple.SourcePort - FirstPort) << AddressBits) | (int)(tuple.Source.Value - FirstClient);

    internal int Add(in ClientFlow flow)
    {
        if (Count == _flows.Length) Array.Resize(ref _flows, Count * 2);
        _flows[Count] = flow;
        return Count++;
    }

    /// <summary>A number that depends on the seed, the connection and what it is for, and on nothing else.</summary>
    internal ulong Draw(int flow, int purpose) =>
        SeededRandom.Mix(SeededRandom.Mix((ulong)(uint)seed) ^ ((ulong)(uint)flow << 32) ^ (uint)purpose);

    /// <summary>The sequence number of a server's SYN-ACK: each server draws its own.</summary>
    internal uint InitialSequence(int flow, int server) => (uint)Draw(flow, -1 - server);
}
