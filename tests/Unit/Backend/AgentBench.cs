using Beamer.Backend.Connections;
using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Chaining;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Link;
using Beamer.Tests.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Beamer.Tests.Unit.Backend;

/// <summary>An agent's decision with a kernel in memory: server 1 of four, every bucket with the same row.</summary>
internal sealed class AgentBench
{
    internal const ProbeFlags Well =
        ProbeFlags.Admitted | ProbeFlags.LeaseValid | ProbeFlags.Synced | ProbeFlags.ListenerPresent;

    internal static readonly IPv4Address MuxAddress = IPv4Address.Parse("10.0.1.1");

    private const int Headroom = 128;

    internal AgentBench(params IPv4Address[] previous)
    {
        Row row = new(new Generation(5), Fleets.Server(1), previous);
        FleetTable table = Fleets.With(Fleets.Configuration(), _ => row);
        View = AgentView.Restore(Fleets.Server(1), table, new uint[Fleets.Pool().BucketCount]).WithSynced(true);
        Connections = new KernelConnections((in Flow flow) => Ask(flow), Time, new SipKey(3, 4));
        Handler = new DatagramHandler(Connections, new MuxSightings(3 * Time.TimestampFrequency));
    }

    internal FakeTimeProvider Time { get; } = new();

    internal AgentView View { get; set; }

    internal KernelConnections Connections { get; }

    internal DatagramHandler Handler { get; }

    /// <summary>What the kernel says about any flow.</summary>
    internal TcpSocketState KernelState { get; set; }

    /// <summary>How often it was asked.</summary>
    internal int Questions { get; private set; }

    internal long Now => Time.GetTimestamp();

    internal static ChainHeader Chain(params ReadOnlySpan<IPv4Address> previous) => new()
    {
        Version = ChainVersion.Row,
        HopBudget = ChainHeader.HopBudgetDefault,
        Generation = new Generation(5),
        Pool = new PoolId(0),
        Bucket = 7,
        Hops = new ChainHops(previous),
    };

    /// <summary>GUE, chain header and packet, as they come out of the UDP socket.</summary>
    internal static byte[] Wrap(in ChainHeader chain, byte[] packet)
    {
        byte[] outer = new byte[Encapsulation.Size(chain.Version, chain.Hops.Count)];
        Encapsulation.Write(outer, new OuterHeader(MuxAddress, Fleets.Server(1), 50_000, 0), chain, packet.Length);
        return [.. outer[OuterHeader.Size..], .. packet];
    }

    internal IngressResult Handle(byte[] payload, ProbeFlags flags = Well, Ecn mark = Ecn.NotEct) =>
        Handle(payload, MuxAddress, out _, flags, mark);

    /// <summary>Handles a datagram; the bytes that the result names are <paramref name="bytes"/>.</summary>
    internal IngressResult Handle(
        byte[] payload, IPv4Address source, out byte[] bytes, ProbeFlags flags = Well, Ecn mark = Ecn.NotEct)
    {
        byte[] buffer = [.. new byte[Headroom], .. payload];
        Datagram datagram = new(Headroom, payload.Length, source, 50_000, (byte)mark);
        IngressResult result = Handler.Handle(buffer, datagram, View, flags, Now);
        bytes = buffer[result.Offset..(result.Offset + result.Length)];
        return result;
    }

    private TcpSocketState Ask(in Flow flow)
    {
        Questions++;
        return flow.SourcePort == 0 ? TcpSocketState.None : KernelState;
    }
}
