using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Link;
using Beamer.Tests.Testing;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>Flows of one server of three, as its MUX sends them, and the kernel's connections of them.</summary>
internal static class AgentFlows
{
    private const int Buckets = 65_536;
    private const int Servers = 3;
    private const int Headroom = 128;
    private const ushort Port = 80;

    private static readonly FleetTable s_fleet = BenchmarkFleet.Create(Buckets, Servers, previous: Servers - 1);
    private static readonly ForwardingTable s_table = ForwardingTable.Compile(s_fleet, BenchmarkFleet.Settings);
    private static readonly IPv4Address s_firstClient = IPv4Address.Parse("10.1.0.1");

    /// <summary>The server.</summary>
    public static IPv4Address Self { get; } = s_fleet.Configuration.Servers[0].Address;

    /// <summary>The other servers.</summary>
    public static IEnumerable<IPv4Address> Others =>
        s_fleet.Configuration.Servers[1..].Select(server => server.Address);

    /// <summary>The server's agent: admitted long ago, with a lease, nothing unknown.</summary>
    public static KernelProgram Agent()
    {
        var image = new ViewImage(AgentView.Restore(Self, s_fleet, new uint[Buckets]).WithSynced(true));
        KernelProgram agent = KernelProgram.Load(atXdp: true, image.Lines);
        agent.Publish(image);
        agent.SetLease(long.MaxValue);
        return agent;
    }

    /// <summary>Flows whose bucket the server owns.</summary>
    public static IEnumerable<Flow> Take(int count) => Enumerable.Range(0, int.MaxValue)
        .Select(i => new Flow(
            new IPv4Address(s_firstClient.Value + (uint)(i >> 12)),
            BenchmarkFleet.Vip,
            (ushort)(40_000 + (i & 0xfff)),
            Port,
            TransportProtocol.Tcp))
        .Where(flow => Wrap(flow).Server == Self)
        .Take(count);

    /// <summary>A segment of a flow, six bytes of data, tunnelled to the server.</summary>
    public static byte[] Frame(Flow flow) => Wrap(flow).Frame;

    /// <summary>Gives a namespace with a wire the server's address, its clients' and the other servers'.</summary>
    public static void Prepare(string network)
    {
        string[] commands =
        [
            "link set lo up",
            $"address add {BenchmarkFleet.Vip}/32 dev lo",
            $"address add {Self}/16 dev {BenchWire.Interface}",
            "route add local 10.1.0.0/16 dev lo",
            .. Others.Select(other =>
                $"neighbour add {other} lladdr 02:00:00:00:00:01 dev {BenchWire.Interface} nud permanent"),
        ];
        foreach (string command in commands) IpCommand.Run($"-n {network} {command}");
        NetworkNamespace.Run(network, () =>
        {
            new SysctlFile("net/ipv4/conf/all/forwarding").Write(1);
            // The clients live on this host, and their segments come over the wire.
            new SysctlFile($"net/ipv4/conf/{BenchWire.Interface}/accept_local").Write(1);
            new SysctlFile($"net/ipv4/conf/{BenchWire.Interface}/rp_filter").Write(0);
            new SysctlFile("net/ipv4/conf/all/rp_filter").Write(0);
            return 0;
        });
    }

    /// <summary>Opens connections on this thread's loopback, which must hold all clients and the VIP.</summary>
    public static List<Socket> Connect(IEnumerable<Flow> flows)
    {
        List<Socket> sockets = [];
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(listener);
        listener.Bind(EndPoint(BenchmarkFleet.Vip, Port));
        listener.Listen(16);
        foreach (Flow flow in flows)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(client);
            client.Bind(EndPoint(flow.Source, flow.SourcePort));
            client.Connect(listener.LocalEndPoint!);
            sockets.Add(listener.Accept());
        }

        return sockets;
    }

    private static IPEndPoint EndPoint(IPv4Address address, int port) => new(IPAddress.Parse(address.ToString()), port);

    private static (IPv4Address Server, byte[] Frame) Wrap(Flow flow)
    {
        byte[] plain = Packets.Of(flow).Payload(6).Build();
        byte[] buffer = new byte[Headroom + plain.Length];
        plain.CopyTo(buffer, Headroom);
        ForwardingResult result = Forwarder.Forward(buffer, Headroom, plain.Length, s_table);
        Invariant.Require(result.Verdict == MuxVerdict.Forward, $"{flow} is forwarded");
        byte[] frame =
        [
            .. PhysicalAddress.Parse(BenchWire.FarAddress).GetAddressBytes(),
            .. plain.AsSpan(6, EthernetFrame.HeaderSize - 6),
            .. buffer.AsSpan(result.Offset, result.Length),
        ];
        Invariant.Require(frame.Length == TunnelBench.FrameBytes, "the frame is as long as the generator's");
        return (result.Server, frame);
    }
}
