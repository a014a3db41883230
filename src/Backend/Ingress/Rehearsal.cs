using System.Buffers.Binary;
using Beamer.Backend.Connections;
using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Chaining;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Backend.Ingress;

/// <summary>
/// Takes packets that nobody sent from a socket to a decision, before any real one can come. A method's first call
/// waits for the compiler; on a busy host that is longer than a client should wait while one agent replaces another.
/// </summary>
/// <remarks>Nothing of it leaves the loopback device or reaches the stack, and no counter counts it.</remarks>
internal static class Rehearsal
{
    private const int Packets = 3;
    private const int DatagramBytes = 128;
    private const int WaitMilliseconds = 100;
    private const ushort AnyPort = 50_000;

    private static readonly IPv4Address Loopback = new(0x7F000001);

    // "IPv4 dummy address", RFC 7600: no client has it, and so no socket.
    private static readonly IPv4Address Nobody = new(0xC0000008);

    /// <summary>Rehearses by what the agent knows.</summary>
    /// <param name="view">Without a MUX or a TCP service in it there is nothing to rehearse.</param>
    /// <param name="lookup">The question that the kernel will be asked.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What would have been done with a probe, a SYN, and a segment that the kernel does not know.</returns>
    internal static IReadOnlyList<IngressResult> Run(AgentView view, SocketLookup lookup, TimeProvider time)
    {
        Service? service = view.Configuration.Services.FirstOrDefault(
            service => service.Key.Protocol == TransportProtocol.Tcp && service.Pool == view.Pool?.Pool.Id);
        MuxEntry? mux = view.Configuration.Muxes.FirstOrDefault();
        if (service is null || mux is null) return [];
        using UdpEndpoint endpoint = UdpEndpoint.Open(new UdpEndpointOptions
        {
            Address = Loopback,
            Port = 0,
            DatagramBytes = DatagramBytes,
            HeadroomBytes = DatagramHandler.Headroom,
        });
        using PacketMemory memory = new(Packets, 0, DatagramBytes);
        new ProbeMessage(ProbeType.Request, 1, view.NewestGeneration, ProbeFlags.None)
            .Write(memory.Frame(0, ProbeMessage.Size).Packet);
        Send(endpoint, memory.Frame(0, ProbeMessage.Size));
        Send(endpoint, Wrap(memory, 1, view, service.Key, TcpFlags.Syn));
        Send(endpoint, Wrap(memory, 2, view, service.Key, TcpFlags.Ack));
        endpoint.Flush();
        DatagramHandler handler = new(new KernelConnections(lookup, time, default), new MuxSightings(1));
        return Receive(endpoint, handler, view, mux.Address, time);
    }

    private static void Send(UdpEndpoint endpoint, PacketFrame frame) =>
        endpoint.Enqueue(frame, frame.Start, frame.Length, Loopback, endpoint.LocalPort);

    private static List<IngressResult> Receive(
        UdpEndpoint endpoint, DatagramHandler handler, AgentView view, IPv4Address mux, TimeProvider time)
    {
        List<IngressResult> results = [];
        using PollSet poll = new(endpoint);
        while (results.Count < Packets && poll.Wait(WaitMilliseconds))
        {
            int count = endpoint.Receive();
            for (int i = 0; i < count; i++)
            {
                UdpDatagram received = endpoint.Datagram(i);
                PacketFrame frame = received.Frame;
                Datagram datagram = new(frame.Start, frame.Length, mux, AnyPort, received.TypeOfService);
                results.Add(handler.Handle(frame.Buffer, datagram, view, ProbeFlags.LeaseValid, time.GetTimestamp()));
            }
        }

        return results;
    }

    /// <summary>A bare TCP segment to the service, as a MUX would send it by the newest row.</summary>
    private static PacketFrame Wrap(
        PacketMemory memory, int slot, AgentView view, in ServiceKey service, TcpFlags flags)
    {
        Pool pool = view.Pool!.Pool;
        Flow flow = new(Nobody, service.Vip, AnyPort, service.Port, TransportProtocol.Tcp);
        int bucket = FlowHash.Of(pool.Key, flow).Bucket(pool.BucketCount);
        Row row = view.Pool.ActiveRow(bucket);
        ChainHeader chain = new()
        {
            Version = ChainVersion.Row,
            HopBudget = ChainHeader.HopBudgetDefault,
            Generation = row.Generation,
            Pool = pool.Id,
            Bucket = bucket,
            Hops = new ChainHops(row.Previous),
        };
        int inner = GueHeader.Size + chain.Size;
        PacketFrame frame = memory.Frame(slot, inner + IPv4Header.MinimumSize + TcpHeader.MinimumSize);
        Span<byte> bytes = frame.Packet;
        new GueHeader(false, chain.Size / 4, GueHeader.IPv4).Write(bytes);
        chain.Write(bytes[GueHeader.Size..]);
        WriteSegment(bytes[inner..], flow, flags);
        return frame;
    }

    /// <summary>
    /// <code>
    ///  0                   1                   2                   3
    ///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// |4 |  5 |      TOS 0    |              Length 40                |
    /// |               0               |               0               |
    /// |     TTL 64    |     TCP 6     |           Checksum            |
    /// |                        Source, Destination                    |
    /// |          Source port          |        Destination port       |
    /// |                 Sequence 0, Acknowledgment 0                  |
    /// |  5 | 0        |     Flags     |            Window 0           |
    /// |         Checksum 0            |               0               |
    /// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    /// </code>
    /// </summary>
    private static void WriteSegment(Span<byte> packet, in Flow flow, TcpFlags flags)
    {
        packet.Clear();
        packet[0] = 0x45;
        packet[3] = (byte)packet.Length;
        packet[8] = 64;
        packet[9] = (byte)TransportProtocol.Tcp;
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], flow.Source.Value);
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], flow.Destination.Value);
        ushort checksum = InternetChecksum.Compute(packet[..IPv4Header.MinimumSize]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], checksum);
        BinaryPrimitives.WriteUInt16BigEndian(packet[20..], flow.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[22..], flow.DestinationPort);
        packet[32] = 0x50;
        packet[33] = (byte)flags;
    }
}
