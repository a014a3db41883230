using System.Net;
using System.Net.Sockets;
using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Lab.Network;

/// <summary>Encapsulated packets that no MUX has made, sent to the agents from some machine of the lab.</summary>
internal static class ForgedDatagrams
{
    private const int PerPause = 64;
    private const int InnerBytes = IPv4Header.MinimumSize + TcpHeader.MinimumSize;

    private static readonly IPv4Address[] Owners =
        [.. AddressPlan.Servers.Select(one => IPv4Address.Parse(one.Address))];

    /// <summary>Sends <paramref name="count"/> of them and returns when the last has left.</summary>
    /// <param name="machine">Where they come from, with that machine's own address.</param>
    /// <param name="count">How many, spread over the servers that are in the fleet.</param>
    /// <param name="seed">What they are follows from it.</param>
    /// <param name="isWellFormed">Only what parses; else three in four are damaged somewhere.</param>
    public static void Send(string machine, int count, int seed, bool isWellFormed) =>
        NetworkNamespace.Run(Namespaces.Of(machine), () => SendFromHere(count, new Random(seed), isWellFormed));

    private static int SendFromHere(int count, Random random, bool isWellFormed)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        IPEndPoint[] agents = [.. Owners[..AddressPlan.ServersAtStart]
            .Select(owner => new IPEndPoint(IPAddress.Parse(owner.ToString()), OuterHeader.Port))];
        byte[] buffer = new byte[Encapsulation.SizeMax + InnerBytes];
        for (int sent = 0; sent < count; sent++)
        {
            int length = Forge(buffer, random);
            if (!isWellFormed && random.Next(4) > 0) length = Damage(buffer, length, random);
            socket.SendTo(buffer.AsSpan(0, length), SocketFlags.None, agents[sent % agents.Length]);
            // The agents shall decide about each: what their sockets cannot hold would prove nothing.
            if (sent % PerPause == 0) Thread.Sleep(1);
        }

        return count;
    }

    /// <summary>A chain through any servers, as long and as patient as the format allows.</summary>
    private static int Forge(Span<byte> buffer, Random random)
    {
        uint[] hops = [.. Enumerable.Range(0, random.Next(ChainHops.CountMax + 1))
            .Select(_ => Owners[random.Next(Owners.Length)].Value)];
        bool isGlb = random.Next(4) == 0;
        ChainHeader chain = new()
        {
            Version = isGlb ? ChainVersion.Glb : ChainVersion.Row,
            HopBudget = isGlb ? (byte)0 : byte.MaxValue,
            Generation = isGlb ? default : new Generation((uint)random.Next(1, 5)),
            Bucket = isGlb ? 0 : random.Next(Pool.BucketCountDefault),
            Pool = default,
            Hops = new ChainHops(hops),
        };
        new GueHeader(false, chain.Size / 4, GueHeader.IPv4).Write(buffer);
        chain.Write(buffer[GueHeader.Size..]);
        int start = GueHeader.Size + chain.Size;
        WriteSegment(buffer.Slice(start, InnerBytes), random);
        return start + InnerBytes;
    }

    /// <summary>A segment of a client to the service: one in two opens, the others belong to no connection.</summary>
    private static void WriteSegment(Span<byte> packet, Random random)
    {
        packet.Clear();
        packet[0] = 0x45;
        packet[3] = InnerBytes;
        packet[8] = 64;
        packet[9] = (byte)TransportProtocol.Tcp;
        Write(packet[12..], IPv4Address.Parse(AddressPlan.Clients[random.Next(AddressPlan.Clients.Count)]).Value);
        Write(packet[16..], IPv4Address.Parse(AddressPlan.Vip).Value);
        ushort headerChecksum = InternetChecksum.Compute(packet[..IPv4Header.MinimumSize]);
        packet[10] = (byte)(headerChecksum >> 8);
        packet[11] = (byte)headerChecksum;
        Span<byte> segment = packet[IPv4Header.MinimumSize..];
        int port = random.Next(1024, 32768);
        segment[0] = (byte)(port >> 8);
        segment[1] = (byte)port;
        segment[3] = AddressPlan.ServicePort;
        random.NextBytes(segment.Slice(4, 8));
        segment[12] = 5 << 4;
        segment[13] = (byte)(random.Next(2) == 0 ? TcpFlags.Syn : TcpFlags.Ack);
        segment[14] = 0xff;
    }

    private static int Damage(Span<byte> buffer, int length, Random random)
    {
        if (random.Next(3) == 0) return random.Next(length);
        for (int bits = random.Next(1, 5); bits > 0; bits--) buffer[random.Next(length)] ^= (byte)(1 << random.Next(8));
        return length;
    }

    private static void Write(Span<byte> destination, uint value) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(destination, value);
}
