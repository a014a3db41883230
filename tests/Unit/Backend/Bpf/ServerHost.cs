using System.Net;
using System.Net.Sockets;
using Beamer.Backend.Connections;
using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;
using Beamer.Link;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Link;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>A server with sockets in every state, in a namespace of its own. All of it on one thread there.</summary>
/// <remarks>
/// Real clients are addresses of the loopback. Clients that never answer a SYN-ACK live behind a wire whose other end
/// takes nothing, and their SYNs come out of a raw socket.
/// </remarks>
internal sealed class ServerHost : IDisposable
{
    internal const ushort Web = 80, Cookies = 81, Nobody = 82, Names = 53;

    internal static readonly IPv4Address Self = Fleets.Server(1);
    internal static readonly IPv4Address Stranger = IPv4Address.Parse("10.0.9.9");
    internal static readonly IPv4Address Vip = IPv4Address.Parse("192.0.2.10");

    private const uint ClientSequence = 1000;
    private static readonly IPv4Address s_client = IPv4Address.Parse("198.51.100.7");
    private static readonly IPv4Address s_silentClient = IPv4Address.Parse("198.51.101.7");

    private readonly List<IDisposable> _sockets = [];
    private readonly SynAckObserver _synAcks = SynAckObserver.Open();
    private readonly SockDiag _diag = new();
    private readonly Dictionary<ServerFlow, List<(Flow Flow, uint Acknowledgment)>> _flows = [];
    private ushort _nextPort = 20_000;

    internal ServerHost(TestNamespace network)
    {
        Prepare(network.Name);
        Connections = new KernelConnections(_diag.Lookup, TimeProvider.System, new SipKey(5, 6));
        Socket web = Listen(Web);
        for (int i = 0; i < 3; i++) Add(ServerFlow.Established, Connect(web).Flow);
        Add(ServerFlow.Established, HalfClosed(web, byClient: true));
        Add(ServerFlow.Established, HalfClosed(web, byClient: false));
        for (int i = 0; i < 3; i++) AddSilent(ServerFlow.HalfOpen, Web);
        // From now on the kernel keeps no half-open connections, but answers every SYN with a cookie.
        new SysctlFile("net/ipv4/tcp_syncookies").Write(2);
        Listen(Cookies);
        for (int i = 0; i < 3; i++) Add(ServerFlow.Listener, Unused(Web));
        for (int i = 0; i < 3; i++) Add(ServerFlow.None, Unused(Nobody));
        Add(ServerFlow.Datagrams, Unused(Names) with { Protocol = TransportProtocol.Udp });
        Refresh();
    }

    /// <summary>What the C# functions ask.</summary>
    internal KernelConnections Connections { get; }

    /// <summary>A flow in this state, and the number that its client has to acknowledge.</summary>
    internal (Flow Flow, uint Sequence, uint Acknowledgment) Pick(ServerFlow kind, int number)
    {
        List<(Flow Flow, uint Acknowledgment)> flows = _flows[kind];
        (Flow flow, uint acknowledgment) = flows[number % flows.Count];
        return (flow, ClientSequence + 1, acknowledgment);
    }

    /// <summary>Makes again what the kernel forgets within a minute or two: TIME_WAIT, and cookies.</summary>
    internal void Refresh()
    {
        _flows.Remove(ServerFlow.TimeWait);
        _flows.Remove(ServerFlow.Cookie);
        Socket web = (Socket)_sockets[0];
        for (int i = 0; i < 2; i++) Add(ServerFlow.TimeWait, TimeWait(web));
        for (int i = 0; i < 3; i++) AddSilent(ServerFlow.Cookie, Cookies);
    }

    /// <summary>Of the interface that leads to the other servers.</summary>
    internal byte[] OwnLinkAddress { get; } = new RouteNetlink().FindInterface("left").Address.GetAddressBytes();

    /// <summary>Of another server.</summary>
    internal byte[] LinkAddressOf(IPv4Address server) => [2, 0, 0, 0, 0, (byte)server.Value];

    /// <summary>The port of the tunnel: while it is open, there is a process that answers probes.</summary>
    internal static Socket OpenTunnelPort()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, OuterHeader.Port));
        return socket;
    }

    public void Dispose()
    {
        foreach (IDisposable socket in _sockets) socket.Dispose();
        _synAcks.Dispose();
        _diag.Dispose();
    }

    private static void Prepare(string name)
    {
        string[] commands =
        [
            $"address add {Vip}/32 dev lo", $"address add {s_client}/32 dev lo", $"address add {Self}/16 dev left",
            $"route add {s_silentClient}/32 dev left",
            $"neighbour add {s_silentClient} lladdr 02:00:00:00:01:01 dev left nud permanent",
            .. Enumerable.Range(2, 5).Select(n =>
                $"neighbour add {Fleets.Server(n)} lladdr 02:00:00:00:00:0{n} dev left nud permanent"),
        ];
        foreach (string command in commands) TestNamespace.Ip($"-n {name} {command}");
        new SysctlFile("net/ipv4/conf/all/forwarding").Write(1);
        new SysctlFile("net/ipv4/conf/all/rp_filter").Write(0);
        new SysctlFile("net/ipv4/tcp_syncookies").Write(1);
        new SysctlFile("net/ipv4/tcp_synack_retries").Write(20);
    }

    private static IPEndPoint EndPoint(IPv4Address address, int port) => new(IPAddress.Parse(address.ToString()), port);

    private void Add(ServerFlow kind, Flow flow, uint acknowledgment = 2000)
    {
        if (!_flows.TryGetValue(kind, out List<(Flow, uint)>? flows)) _flows[kind] = flows = [];
        flows.Add((flow, acknowledgment));
    }

    private Socket Listen(int port)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(EndPoint(Vip, port));
        listener.Listen(64);
        _sockets.Add(listener);
        return listener;
    }

    private (Socket Client, Socket Server, Flow Flow) Connect(Socket listener)
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(EndPoint(s_client, _nextPort));
        client.Connect(listener.LocalEndPoint!);
        Socket server = listener.Accept();
        _sockets.Add(client);
        _sockets.Add(server);
        return (client, server, new Flow(s_client, Vip, _nextPort++, Web, TransportProtocol.Tcp));
    }

    /// <summary>CLOSE_WAIT, or FIN_WAIT2, at the server.</summary>
    private Flow HalfClosed(Socket listener, bool byClient)
    {
        (Socket client, Socket server, Flow flow) = Connect(listener);
        (byClient ? client : server).Shutdown(SocketShutdown.Send);
        (byClient ? server : client).Receive(new byte[1]);
        return flow;
    }

    private Flow TimeWait(Socket listener)
    {
        (Socket client, Socket server, Flow flow) = Connect(listener);
        server.Shutdown(SocketShutdown.Send);
        client.Receive(new byte[1]);
        client.Shutdown(SocketShutdown.Send);
        server.Receive(new byte[1]);
        return flow;
    }

    private Flow Unused(ushort port) => new(s_client, Vip, _nextPort++, port, TransportProtocol.Tcp);

    /// <summary>Sends a SYN, and learns what its sender would have to acknowledge.</summary>
    private void AddSilent(ServerFlow kind, ushort port)
    {
        Flow flow = new(s_silentClient, Vip, _nextPort++, port, TransportProtocol.Tcp);
        using Socket raw = new(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
        raw.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
        raw.SendTo(Packets.Of(flow).Syn().Seq(ClientSequence).BuildIPv4(), EndPoint(Vip, 0));
        using PollSet poll = new(_synAcks);
        for (int attempt = 0; attempt < 50; attempt++)
        {
            poll.Wait(100);
            for (int i = _synAcks.Receive() - 1; i >= 0; i--)
            {
                if (!_synAcks.TryRead(i, out SynAck synAck)) continue;
                Connections.Saw(synAck, 0);
                if (synAck.Flow != flow) continue;
                Add(kind, flow, synAck.InitialSequence + 1);
                return;
            }
        }

        throw new InvalidOperationException($"No SYN-ACK came for {flow}.");
    }
}
