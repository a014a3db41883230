using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Hosting;
using Beamer.Link;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Probing;
using Beamer.Mux.Tables;
using Beamer.Tests.Unit.Core.Forwarding;
using Beamer.Tests.Unit.Link;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Unit.Mux.Probing;

/// <summary>The prober against a socket that plays an agent, on the loopback device of a namespace.</summary>
public sealed class ServerProberTests : IClassFixture<TestNamespace>, IDisposable
{
    private static readonly IPv4Address s_mux = IPv4Address.Parse("10.77.0.9");
    private static readonly IPv4Address s_server = IPv4Address.Parse("10.77.0.1");

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "beamer-" + Path.GetRandomFileName());
    private readonly FakeTimeProvider _time = new();
    private readonly List<V1.ProbeReport> _reports = [];
    private readonly TestNamespace _network;

    public ServerProberTests(TestNamespace network)
    {
        _network = network;
        TestNamespace.Ip($"-n {network.Name} address add {s_mux}/32 dev lo");
        TestNamespace.Ip($"-n {network.Name} address add {s_server}/32 dev lo");
    }

    [Fact]
    public void It_asks_once_a_second_and_reports_answers_and_misses()
    {
        using UdpEndpoint agent = Open(s_server, OuterHeader.Port);
        using ServerProber prober = Prober();

        Assert.Equal(ServerProber.Interval, prober.Step());
        Assert.Equal(ServerProber.Interval, prober.Step());
        Answer(agent);
        Assert.Equal(ServerProber.Interval, prober.Step());
        Assert.Equal(new ProbeOpinion(1, new Generation(9), 1), prober.Opinion);
        Next(prober);
        Assert.Equal(0u, Assert.Single(_reports[^1].Servers).Missed);
        Assert.Equal(9u, _reports[^1].Servers[0].Generation);
        Assert.Equal((uint)ProbeFlags.Synced, _reports[^1].Servers[0].Flags);
        Assert.Equal((1, 0), (prober.Answering, prober.Silent));
        Assert.Equal(new ProbeOpinion(1, new Generation(9), 1), prober.Opinion);

        Next(prober);
        Next(prober);

        Assert.Equal(2u, Assert.Single(_reports[^1].Servers).Missed);
        Assert.Equal((0, 1), (prober.Answering, prober.Silent));
        Assert.Equal(ProbeOpinion.None, prober.Opinion);
        Assert.Equal(4, _reports.Count);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void Answer(UdpEndpoint agent)
    {
        using var poll = new PollSet(agent);
        Assert.True(poll.Wait(5000));
        Assert.Equal(1, agent.Receive());
        UdpDatagram datagram = agent.Datagram(0);
        Assert.True(ProbeMessage.TryRead(datagram.Frame.Packet, out ProbeMessage probe, out _));
        Assert.Equal(
            (ProbeType.Request, new Generation(7), ProbeFlags.ControllerConnected),
            (probe.Type, probe.Generation, probe.Flags));
        probe.Answer(new Generation(9), ProbeFlags.Synced, new PeerStanding(2, 3)).Write(datagram.Frame.Packet);
        agent.Enqueue(datagram.Frame, datagram.Frame.Start, ProbeMessage.Size, datagram.Source, datagram.SourcePort);
        agent.Flush();
    }

    private UdpEndpoint Open(IPv4Address address, ushort port) => _network.Run(() =>
        UdpEndpoint.Open(new UdpEndpointOptions { Address = address, Port = port }));

    private void Next(ServerProber prober)
    {
        _time.Advance(ServerProber.Interval);
        prober.Step();
    }

    private ServerProber Prober()
    {
        var keeper = new TableKeeper(
            new TableStore(_directory),
            new PortableDataPlane(new LiveTable(), []),
            ForwardingFleet.Settings,
            new Readiness());
        var row = new Row(new Generation(7), s_server);
        Assert.Empty(keeper.Accept(ForwardingFleet.Fleet(
            row, 1, new ServiceKey(ForwardingFleet.Vip, 80, TransportProtocol.Tcp))));
        return new ServerProber(Open(s_mux, 0), keeper, _time, _reports.Add, () => true);
    }
}
