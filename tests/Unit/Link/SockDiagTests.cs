using System.Net.Sockets;
using Beamer.Core;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class SockDiagTests(TestNamespace network) : IClassFixture<TestNamespace>, IDisposable
{
    private readonly SockDiag _diag = network.Run(() => new SockDiag());

    public void Dispose() => _diag.Dispose();

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void An_established_flow_is_told_from_a_listener_and_from_nothing(AddressFamily family)
    {
        using var pair = TcpPair.Connect(network, family);
        Flow nothing = pair.Flow with { DestinationPort = 1 };

        Assert.Equal(TcpSocketState.Established, _diag.Lookup(pair.Flow));
        Assert.Equal(TcpSocketState.Listen, _diag.Lookup(pair.FlowFrom(1)));
        Assert.Equal(TcpSocketState.None, _diag.Lookup(nothing));
    }

    [Fact]
    public void A_half_closed_flow_and_a_flow_in_time_wait_have_their_states()
    {
        using var pair = TcpPair.Connect(network);

        pair.Server.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, pair.Client.Receive(new byte[1]));
        // The peer may delay its acknowledgement of the FIN.
        Assert.True(_diag.Lookup(pair.Flow) is TcpSocketState.FinWait1 or TcpSocketState.FinWait2);

        pair.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, pair.Server.Receive(new byte[1]));
        Assert.Equal(TcpSocketState.TimeWait, _diag.Lookup(pair.Flow));
    }

    [Fact]
    public void A_batch_answers_each_question_in_its_place()
    {
        using var pair = TcpPair.Connect(network);
        var flows = new Flow[(2 * SockDiag.BatchMax) + 7];
        for (int i = 0; i < flows.Length; i++) flows[i] = i % 3 == 0 ? pair.Flow : pair.FlowFrom((ushort)(i + 1));
        for (int i = 1; i < flows.Length; i += 3) flows[i] = flows[i] with { DestinationPort = 1 };
        var states = new TcpSocketState[flows.Length];

        _diag.Lookup(flows, states);

        TcpSocketState[] expected = [TcpSocketState.Established, TcpSocketState.None, TcpSocketState.Listen];
        for (int i = 0; i < flows.Length; i++) Assert.Equal(expected[i % 3], states[i]);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void A_destroyed_connection_resets_its_client_and_leaves_the_listener_alone(AddressFamily family)
    {
        using var pair = TcpPair.Connect(network, family);
        List<TcpSocket> sockets = [];
        _diag.Dump(sockets, pair.Port);
        TcpSocket socket = Assert.Single(sockets, found => found.Flow == pair.Flow);

        Assert.True(_diag.Destroy(socket));

        SocketException reset = Assert.Throws<SocketException>(() => pair.Client.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.False(_diag.Destroy(socket));
        Assert.Equal(TcpSocketState.Listen, _diag.Lookup(pair.Flow));
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        using var pair = TcpPair.Connect(network);
        var flows = new Flow[SockDiag.BatchMax];
        Array.Fill(flows, pair.Flow);
        var states = new TcpSocketState[flows.Length];
        _diag.Lookup(flows, states);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) _diag.Lookup(flows, states);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void A_dump_lists_the_connections_of_a_port_and_no_listener(AddressFamily family)
    {
        using var pair = TcpPair.Connect(network, family);
        var sockets = new List<TcpSocket>();

        _diag.Dump(sockets, pair.Port);

        TcpSocket socket = Assert.Single(sockets);
        Assert.Equal((pair.Flow, TcpSocketState.Established), (socket.Flow, socket.State));
        Assert.NotEqual(0UL, socket.Cookie);
    }

    [Fact]
    public void A_dump_of_all_ports_has_both_ends()
    {
        using var pair = TcpPair.Connect(network);
        var sockets = new List<TcpSocket>();

        _diag.Dump(sockets);

        Assert.Contains(sockets, socket => socket.Flow == pair.Flow && socket.State == TcpSocketState.Established);
        Assert.Contains(sockets, socket => socket.Flow == pair.Flow.Reversed());
    }

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void A_listener_on_any_address_serves_every_vip(AddressFamily family)
    {
        using var pair = TcpPair.Connect(network, family);
        var service = new ServiceKey(IPv4Address.Parse("192.0.2.1"), pair.Port, TransportProtocol.Tcp);

        Assert.True(_diag.HasListener(service));
        Assert.False(_diag.HasListener(service with { Port = 1 }));
    }

    [Fact]
    public void A_bound_udp_socket_is_a_listener()
    {
        IPv4Address loopback = IPv4Address.Parse("127.0.0.1");
        using UdpEndpoint endpoint = network.Run(
            () => UdpEndpoint.Open(new UdpEndpointOptions { Address = loopback, Port = 5300 }));

        Assert.True(_diag.HasListener(new ServiceKey(loopback, 5300, TransportProtocol.Udp)));
        Assert.False(_diag.HasListener(new ServiceKey(IPv4Address.Parse("127.0.0.2"), 5300, TransportProtocol.Udp)));
        Assert.False(_diag.HasListener(new ServiceKey(loopback, 5301, TransportProtocol.Udp)));
    }
}
