using Beamer.Backend;
using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Link.Bpf;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Link;
using Beamer.Tests.Unit.Link.Bpf;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>The program at a real interface, and what becomes of it when its process goes.</summary>
public sealed class KernelPathTests : IDisposable
{
    private static readonly IPv4Address s_mux = IPv4Address.Parse("10.0.1.1");

    private readonly TestNamespace _network = new();
    private readonly string _pins = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly MountedBpf _bpf;
    private readonly BackendOptions _options;
    private readonly AgentState _state = new(Fleets.Server(1));

    public KernelPathTests()
    {
        _bpf = new MountedBpf(_pins);
        _options = new BackendOptions { Name = "s1", BpfDirectory = _pins };
        TestNamespace.Ip($"-n {_network.Name} address add {Fleets.Server(1)}/16 dev left");
        Admit(_state);
    }

    public void Dispose()
    {
        _bpf.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void A_packet_on_the_wire_is_counted_and_delivered_by_the_program()
    {
        using KernelPath path = new(_options, _state);
        Assert.Contains("in the driver of left", Start(path), StringComparison.Ordinal);

        Send(SynFrame(), until: () => path.ReadTotals()[AgentAction.DeliverNew] == 1);

        Assert.Equal(1, path.ReadTotals().Received);
    }

    [Fact]
    public void A_program_outlives_its_process_and_the_next_process_replaces_it_in_its_place()
    {
        KernelPath first = new(_options, _state);
        Start(first);
        string before = Attached();
        first.Dispose();
        Assert.Equal(before, Attached());

        AgentState state = new(Fleets.Server(1));
        Admit(state);
        using KernelPath second = new(_options, state);
        Assert.Contains("in place of the program before", Start(second), StringComparison.Ordinal);

        Assert.NotEqual(before, Attached());
        Send(SynFrame(), until: () => second.ReadTotals()[AgentAction.DeliverNew] == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_process_that_is_heard_again_after_its_successor_died_decides_again(bool byLease)
    {
        using KernelPath first = new(_options, _state);
        Start(first);
        string before = Attached();
        AgentState state = new(Fleets.Server(1));
        Admit(state);
        KernelPath successor = new(_options, state);
        Start(successor);
        successor.Dispose();
        _state.EndLease();
        Assert.NotEqual(before, Attached());

        if (byLease) _state.SetLease(long.MaxValue);
        else Admit(_state);

        Assert.Equal(before, Attached());
        Send(SynFrame(), until: () => first.ReadTotals()[AgentAction.DeliverNew] == 1);
    }

    [Fact]
    public void A_view_that_has_outgrown_the_program_gets_another_one_which_goes_on_counting()
    {
        using KernelPath path = new(_options, _state);
        Start(path);
        Send(SynFrame(), until: () => path.ReadTotals()[AgentAction.DeliverNew] == 1);
        string before = Attached();

        Admit(_state, buckets: 8192);

        Assert.NotEqual(before, Attached());
        Send(SynFrame(), until: () => path.ReadTotals()[AgentAction.DeliverNew] == 2);
        Assert.Equal(2, path.ReadTotals().Received);
    }

    [Fact]
    public void What_an_earlier_process_has_left_can_be_taken_away()
    {
        KernelPath left = new(_options, _state);
        Start(left);
        left.Dispose();
        using KernelPath path = new(_options, _state);
        Assert.True(path.HasPredecessor);

        Assert.True(path.Remove());

        Assert.Equal("", Attached());
        Assert.False(path.Remove());
    }

    [Fact]
    public void Beside_a_stranger_s_XDP_program_it_goes_to_traffic_control()
    {
        using BpfObject pass = BpfObject.Open("pass", typeof(BpfObject).Assembly);
        pass.Load();
        using BpfProgram stranger = pass.Program("pass");
        using BpfLink link = _network.Run(() => BpfLink.AttachXdp(stranger, Uplink().Index, XdpMode.Native));
        using KernelPath path = new(_options, _state);

        Assert.StartsWith("at TCX of left, because: ", Start(path), StringComparison.Ordinal);

        Assert.False(path.IsAtXdp);
        Send(SynFrame(), until: () => path.ReadTotals()[AgentAction.DeliverNew] == 1);
    }

    private static void Admit(AgentState state, int buckets = 64) => state.Apply(
        (AgentView _, out AgentView next, out List<string> reasons) =>
        {
            reasons = [];
            FleetTable table = Fleets.Table(pool: Fleets.Pool(buckets));
            next = AgentView.Restore(Fleets.Server(1), table, new uint[buckets]).WithSynced(true);
            return true;
        });

    private string Start(KernelPath path) => _network.Run(() => path.Start(Uplink()));

    /// <summary>What the kernel says of the program at the interface.</summary>
    private string Attached() => string.Join(
        ' ', TestNamespace.Ip($"-n {_network.Name} -details link show left").Split(' ', '\n')
            .SkipWhile(word => word != "prog/xdp").Take(3));

    private static InterfaceInfo Uplink()
    {
        using RouteNetlink routes = new();
        return routes.FindInterface("left");
    }

    private byte[] SynFrame()
    {
        byte[] payload = AgentBench.Wrap(
            AgentBench.Chain() with { Generation = new Generation(1), Bucket = 0 }, Packets.Tcp().Syn().BuildIPv4());
        byte[] frame = new ServerCase(ServerCaseKind.Syn, s_mux, 50_000, 0, payload).Frame(Fleets.Server(1));
        _network.Run(Uplink).Address.GetAddressBytes().CopyTo(frame, 0);
        return frame;
    }

    /// <summary>From the other end of the wire.</summary>
    private void Send(byte[] frame, Func<bool> until) => _network.Run(() =>
    {
        using PacketTransmitter wire = PacketTransmitter.Open("right");
        using PacketMemory memory = new(1, headroomBytes: 0, frame.Length);
        PacketFrame place = memory.Frame(0, frame.Length);
        frame.CopyTo(place.Packet);
        wire.Enqueue(place, place.Start, place.Length);
        wire.Flush();
        Assert.True(SpinWait.SpinUntil(until, TimeSpan.FromSeconds(5)));
        return true;
    });
}
