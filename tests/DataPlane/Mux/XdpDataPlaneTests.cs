using Beamer.Core.Forwarding;
using Beamer.Link;
using Beamer.Link.Bpf;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Xdp;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Link;
using Beamer.Tests.Unit.Link.Bpf;
using Xunit;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>The program on an interface, with and without its process.</summary>
public sealed class XdpDataPlaneTests : IDisposable
{
    private readonly TestNamespace _network = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("beamer-bpf-").FullName;
    private readonly MountedBpf _mounted;
    private readonly XdpPins _pins;

    public XdpDataPlaneTests()
    {
        _mounted = new MountedBpf(_directory);
        _pins = new XdpPins(Path.Combine(_directory, "mux1"));
    }

    private static ForwardingTable Table => MuxFleets.All[0];

    [Fact]
    public void A_frame_on_the_wire_is_forwarded_and_counted()
    {
        using XdpDataPlane plane = Open();
        Assert.True(plane.TryUse(Table, out string reason), reason);

        Send(served: 3, others: 2);

        Assert.True(plane.IsAlive());
        // The kernel sends frames of its own, IPv6, which are passed, too.
        MuxTotals totals = plane.Totals();
        Assert.Equal((3, 0), (totals.Forwarded, totals.DroppedTotal()));
        Assert.InRange(totals.Passed, 2, 50);
    }

    [Fact]
    public void It_forwards_without_its_process_and_the_next_one_goes_on_counting()
    {
        using (XdpDataPlane first = Open()) Assert.True(first.TryUse(Table, out _));
        Send(served: 3, others: 0);

        using XdpDataPlane second = Open();
        Send(served: 2, others: 0);
        Assert.Equal(5, second.Totals().Forwarded);
        Assert.Null(second.Current);

        Assert.True(second.TryUse(MuxFleets.Next(Table, new Random(1)), out string reason), reason);
        Send(served: 1, others: 0);
        Assert.True(second.IsAlive());
        Assert.Equal(6, second.Totals().Forwarded);
        Assert.Equal(0, second.Totals().DroppedTotal());
    }

    [Fact]
    public void Before_its_first_table_it_passes_everything()
    {
        using XdpDataPlane plane = Open();

        Send(served: 4, others: 0);

        Assert.InRange(plane.Totals().Passed, 4, 50);
        Assert.Equal(0, plane.Totals().Forwarded);
    }

    [Fact]
    public void Other_services_are_another_program_in_the_same_place()
    {
        using XdpDataPlane plane = Open();
        Assert.True(plane.TryUse(MuxFleets.All[1], out _));

        Assert.True(plane.TryUse(Table, out string reason), reason);
        Send(served: 2, others: 0);

        Assert.True(plane.IsAlive());
        Assert.Equal(2, plane.Totals().Forwarded);
    }

    [Fact]
    public void What_is_taken_away_is_gone_though_the_process_lives()
    {
        using XdpDataPlane plane = Open();
        Assert.True(plane.TryUse(Table, out _));

        Assert.True(_pins.Remove());

        Assert.False(plane.IsAlive());
        Send(served: 1, others: 0);
        Assert.Equal(0, plane.Totals().Forwarded);
        Assert.False(_pins.Remove());
    }

    [Fact]
    public void A_program_of_somebody_else_is_left_alone()
    {
        using BpfObject loaded = BpfObject.Open("pass", typeof(BpfObject).Assembly);
        loaded.Load();
        using BpfProgram pass = loaded.Program("pass");
        using BpfLink theirs = _network.Run(() => BpfLink.AttachXdp(pass, Left(), XdpMode.Native));

        LinkException refused = Assert.Throws<LinkException>(Open);

        Assert.Contains("another program is attached", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _pins.Remove();
        _mounted.Dispose();
        _network.Dispose();
    }

    private XdpDataPlane Open() => _network.Run(() => XdpDataPlane.Open(
        _pins, Left(), new XdpOutput(IsRouted: false, new byte[6]), Table.Settings, mayBeGeneric: false));

    private static int Left()
    {
        using var netlink = new RouteNetlink();
        return netlink.FindInterface("left").Index;
    }

    /// <summary>Frames into the other end of the wire.</summary>
    private void Send(int served, int others) => _network.Run(() =>
    {
        using PacketTransmitter right = PacketTransmitter.Open("right");
        using var memory = new PacketMemory(1, headroomBytes: 0, packetBytes: 128);
        byte[] wanted = Packets.Tcp().To(Table.Services[0].Key.Vip, 80).Build();
        byte[] other = Packets.Tcp().To("203.0.113.77", 80).Build();
        for (int i = 0; i < served + others; i++)
        {
            byte[] frame = i < served ? wanted : other;
            frame.CopyTo(memory.Frame(0, frame.Length).Packet);
            right.Enqueue(memory.Frame(0, frame.Length), 0, frame.Length);
            right.Flush();
        }

        Assert.Equal(served + others, right.Sent);
        return true;
    });
}
