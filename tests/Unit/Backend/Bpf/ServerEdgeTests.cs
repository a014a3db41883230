using System.Buffers.Binary;
using System.Net.Sockets;
using Beamer.Backend.Bpf;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Link.Bpf;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Link;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>Where the program and the agent's process meet: what is left to whom, and when.</summary>
public sealed class ServerEdgeTests : IDisposable
{
    private const uint Dropped = 1, Up = 2, Back = 3;

    private static readonly IPv4Address s_mux = IPv4Address.Parse("10.0.1.1");

    private readonly TestNamespace _network = new();
    private readonly KernelProgram _program;

    public ServerEdgeTests()
    {
        TestNamespace.Ip($"-n {_network.Name} address add {Fleets.Server(1)}/16 dev left");
        _program = _network.Run(() => KernelProgram.Load(atXdp: true, lines: 70_000));
    }

    public void Dispose()
    {
        _program.Dispose();
        _network.Dispose();
    }

    [Fact]
    public void Before_the_first_view_everything_is_left_to_the_process()
    {
        byte[] frame = Frame(Packets.Tcp().Syn());

        AssertLeftAlone(frame);
        Assert.Equal(0, Received);
    }

    [Fact]
    public void A_view_is_in_force_for_the_next_packet()
    {
        byte[] frame = Frame(Packets.Tcp().Syn());
        _program.Publish(new ViewImage(View(admitted: false)));
        Assert.Equal(Dropped, Run(frame).Verdict);

        _program.Publish(new ViewImage(View(admitted: true)));
        Assert.Equal(Up, Run(frame).Verdict);
        _program.Publish(new ViewImage(View(admitted: false)));
        Assert.Equal(Dropped, Run(frame).Verdict);
        Assert.Equal(3, Received);
    }

    [Fact]
    public void A_larger_pool_and_a_smaller_one_take_turns()
    {
        byte[] frame = Frame(Packets.Tcp().Syn());
        foreach (int buckets in new[] { 16, 65_536, 16, 300 })
        {
            _program.Publish(new ViewImage(View(admitted: true, buckets)));
            Assert.Equal(Up, Run(frame).Verdict);
        }

        Assert.Equal(4, Received);
    }

    [Fact]
    public void A_lease_runs_out_by_the_clock_without_anybody_saying_so()
    {
        byte[] unknown = Frame(Packets.Tcp());
        _program.Publish(new ViewImage(View(admitted: true)));
        TimeProvider clock = TimeProvider.System;
        Assert.Equal(1_000_000_000, clock.TimestampFrequency);

        _program.SetLease(clock.GetTimestamp() + 3_600_000_000_000);
        Assert.Equal(Up, Run(unknown).Verdict);
        _program.SetLease(clock.GetTimestamp() - 1);
        Assert.Equal(Dropped, Run(unknown).Verdict);
        _program.SetLease(long.MinValue);
        Assert.Equal(Dropped, Run(unknown).Verdict);
    }

    public static TheoryData<string, Action<byte[]>> Unusual => new()
    {
        { "not IPv4", frame => frame[12] = 0x86 },
        { "options", frame => frame[14] = 0x46 },
        { "a wrong header checksum", frame => frame[24] ^= 1 },
        { "a fragment", frame => Mend(frame, 20, 0x20) },
        { "not UDP", frame => Mend(frame, 23, 6) },
        { "another port", frame => frame[37] ^= 1 },
        { "a UDP checksum", frame => frame[40] = 1 },
        { "a UDP length that is not the packet's", frame => frame[39] ^= 1 },
        { "another destination", frame => Mend(frame, 33, 99) },
        { "a total length beyond the frame", frame => Mend(frame, 17, (byte)(frame[17] + 1)) },
        { "padding", frame => Mend(frame, 17, (byte)(frame[17] - 1)) },
    };

    [Theory]
    [MemberData(nameof(Unusual), DisableDiscoveryEnumeration = true)]
    public void What_is_unusual_outside_is_left_to_the_kernel(string what, Action<byte[]> change)
    {
        _program.Publish(new ViewImage(View(admitted: true)));
        byte[] frame = Frame(Packets.Tcp().Syn());
        Assert.Equal(Up, Run(frame).Verdict);
        Assert.Equal(1, Received);

        change(frame);

        AssertLeftAlone(frame);
        Assert.True(Received == 1, what);
    }

    [Fact]
    public void R11_a_probe_is_answered_by_the_process_while_it_is_there_and_by_the_program_when_it_is_gone()
    {
        _program.Publish(new ViewImage(View(admitted: true)));
        _program.SetLease(long.MaxValue);
        _program.SetListening(true);
        byte[] payload = new byte[ProbeMessage.Size];
        ProbeMessage request = new(ProbeType.Request, 0x1122334455667788, new Generation(9), ProbeFlags.None);
        request.Write(payload);
        byte[] frame = new ServerCase(ServerCaseKind.Probe, s_mux, 50_000, 0, payload).Frame(Fleets.Server(1));

        using (Socket process = _network.Run(ServerHost.OpenTunnelPort)) AssertLeftAlone(frame);
        (uint verdict, byte[] bytes) = Run(frame);

        Assert.Equal(Back, verdict);
        Assert.Equal((byte[])[.. ServerCase.Macs[6..12], .. ServerCase.Macs[..6], 8, 0], bytes[..14]);
        byte[] outer = new byte[OuterHeader.Size];
        new OuterHeader(Fleets.Server(1), s_mux, OuterHeader.Port, 0).Write(outer, ProbeMessage.Size);
        BinaryPrimitives.WriteUInt16BigEndian(outer.AsSpan(22), 50_000);
        Assert.Equal(outer, bytes[14..42]);
        Assert.True(ProbeMessage.TryRead(bytes.AsSpan(42), out ProbeMessage reply, out _));
        ProbeFlags well = ProbeFlags.Admitted | ProbeFlags.LeaseValid | ProbeFlags.Synced | ProbeFlags.ListenerPresent;
        Assert.Equal(request.Answer(new Generation(1), well), reply);
        Assert.Equal(1, Received);
    }

    [Fact]
    public void A_reply_is_not_answered_and_counted_as_the_functions_do()
    {
        _program.Publish(new ViewImage(View(admitted: true)));
        byte[] payload = new byte[ProbeMessage.Size];
        new ProbeMessage(ProbeType.Reply, 1, new Generation(9), ProbeFlags.None).Write(payload);

        byte[] frame = new ServerCase(ServerCaseKind.Probe, s_mux, 50_000, 0, payload).Frame(Fleets.Server(1));

        Assert.Equal(Dropped, Run(frame).Verdict);
        Assert.Equal(1, Sum(counters => counters[DropReason.ControlMalformed]));
    }

    private void AssertLeftAlone(byte[] frame)
    {
        (uint verdict, byte[] bytes) = Run(frame);
        Assert.Equal(Up, verdict);
        Assert.Equal(frame, bytes);
    }

    private long Received => Sum(counters => counters.Received);

    private long Sum(Func<KernelCounters, long> of)
    {
        long sum = 0;
        foreach (KernelCounters counters in _program.ReadCounters()) sum += of(counters);
        return sum;
    }

    private (uint Verdict, byte[] Bytes) Run(byte[] frame)
    {
        byte[] output = new byte[2048];
        BpfTestResult result = _network.Run(() => _program.Program.TestRun(frame, output));
        return (result.Verdict, output[..result.Length]);
    }

    private static AgentView View(bool admitted, int buckets = 16) => AgentView.Restore(
        Fleets.Server(1), Fleets.Table(pool: Fleets.Pool(buckets)), admitted ? new uint[buckets] : []).WithSynced(true);

    private static byte[] Frame(TestPacket packet)
    {
        byte[] payload = AgentBench.Wrap(
            AgentBench.Chain() with { Generation = new Generation(1), Bucket = 0 }, packet.BuildIPv4());
        return new ServerCase(ServerCaseKind.Syn, s_mux, 50_000, 0, payload).Frame(Fleets.Server(1));
    }

    /// <summary>Changes a byte of the outer IPv4 header, and its checksum with it.</summary>
    private static void Mend(byte[] frame, int at, byte value)
    {
        frame[at] = value;
        frame[24] = frame[25] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(24), InternetChecksum.Compute(frame.AsSpan(14, 20)));
    }
}
