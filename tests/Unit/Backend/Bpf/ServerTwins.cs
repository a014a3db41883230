using Beamer.Backend.Bpf;
using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Link.Bpf;

namespace Beamer.Tests.Unit.Backend.Bpf;

/// <summary>The same datagram through the C# functions and through the program in the kernel.</summary>
/// <param name="host">The sockets that both ask.</param>
/// <param name="program">The program.</param>
internal sealed class ServerTwins(ServerHost host, KernelProgram program)
{
    private const int Headroom = 128;
    private const int MacBytes = 14;
    private const long NoLease = 0;

    private readonly byte[] _buffer = new byte[Headroom + 4096];
    private readonly byte[] _output = new byte[4096];
    private readonly long[] _before = new long[Slots];
    private readonly long[] _after = new long[Slots];
    private readonly DatagramHandler _handler = new(host.Connections, new MuxSightings(1));

    private static readonly AgentAction[] s_actions = Enum.GetValues<AgentAction>();

    private static int Slots => 2 + s_actions.Length + DropReasons.Limit;

    /// <summary>What both go by.</summary>
    internal AgentView View { get; private set; } = AgentView.Empty(ServerHost.Self);

    /// <summary>What the C# functions say of themselves.</summary>
    internal ProbeFlags Flags { get; private set; }

    internal void Use(AgentView view, bool lease)
    {
        View = view;
        Flags = (view.IsAdmitted ? ProbeFlags.Admitted : 0) | (view.IsSynced ? ProbeFlags.Synced : 0)
            | (lease ? ProbeFlags.LeaseValid : 0) | ProbeFlags.ListenerPresent;
        program.Publish(new ViewImage(view));
        program.SetLease(lease ? long.MaxValue : NoLease);
        program.SetListening(true);
    }

    /// <summary>Hands a datagram to both.</summary>
    /// <param name="made">The datagram.</param>
    /// <param name="expected">What the C# functions did.</param>
    /// <returns>How the two differ; empty when they do not.</returns>
    internal string Compare(ServerCase made, out IngressResult expected)
    {
        byte[] frame = made.Frame(View.Self);
        Read(_before);
        BpfTestResult actual = program.Program.TestRun(frame, _output);
        Read(_after);
        expected = Handle(made);
        Span<byte> bytes = _output.AsSpan(0, actual.Length);
        if (made.IsForProcess(View)) return Differs(made, KernelVerdict.Up, frame, null, actual.Verdict, bytes);
        ReadOnlySpan<byte> inner = _buffer.AsSpan(expected.Offset, expected.Length);
        return expected.Outcome switch
        {
            IngressOutcome.Deliver => Differs(
                made,
                KernelVerdict.Up,
                [.. frame.AsSpan(0, MacBytes), .. inner],
                Slot(expected.Action),
                actual.Verdict,
                bytes),
            IngressOutcome.Forward => Differs(
                made, KernelVerdict.Away, ForwardedFrame(inner), Slot(expected.Action), actual.Verdict, bytes),
            _ => Differs(made, KernelVerdict.Dropped, null, Slot(expected.Reason), actual.Verdict, bytes),
        };
    }

    /// <summary>The same with one rule of the C# functions switched off; only what is counted is compared.</summary>
    /// <returns>Whether the two agree.</returns>
    internal bool Agree(ServerCase made, in ChainRules rules)
    {
        if (!View.IsAllowedSource(made.Source) || made.IsForProcess(View)) return true;
        if (!Decapsulation.TryRead(made.Payload, out ChainHeader chain, out int inner, out _)) return true;
        if (!FlowReader.TryRead(made.Payload.AsSpan(inner), out PacketSummary packet, out _)) return true;
        KernelAnswer answer = packet.Flow.Protocol == TransportProtocol.Tcp
            ? host.Connections.Ask(packet, 0)
            : KernelAnswer.None;
        bool lease = (Flags & ProbeFlags.LeaseValid) != 0;
        AgentVerdict verdict = ChainDecision.Decide(packet, chain, made.Source, View, lease, answer, rules);
        var mark = (Ecn)(made.TypeOfService & 3);
        if (verdict.IsDelivery && !Decapsulation.TryCombine(packet.Ecn, mark, out _)) return true;
        Read(_before);
        program.Program.TestRun(made.Frame(View.Self), _output);
        Read(_after);
        int slot = verdict.Action == AgentAction.Drop ? Slot(verdict.Reason) : Slot(verdict.Action);
        return _after[slot] - _before[slot] == 1;
    }

    private IngressResult Handle(ServerCase made)
    {
        made.Payload.CopyTo(_buffer, Headroom);
        Datagram datagram = new(Headroom, made.Payload.Length, made.Source, made.SourcePort, made.TypeOfService);
        return _handler.Handle(_buffer.AsSpan(0, Headroom + made.Payload.Length), datagram, View, Flags, 0);
    }

    /// <summary>The link addresses are those of the neighbour, and of the interface that leads there.</summary>
    private byte[] ForwardedFrame(ReadOnlySpan<byte> packet) => program.AtXdp
        ? [.. host.LinkAddressOf(IPv4Address.Read(packet[16..])), .. host.OwnLinkAddress, 8, 0, .. packet]
        : [.. ServerCase.Macs, .. packet];

    private string Differs(
        ServerCase made, KernelVerdict expected, byte[]? bytes, int? slot, uint verdict, ReadOnlySpan<byte> output)
    {
        if (Translate(verdict) != expected) return $"{made}: the verdict is {verdict}, not {expected}; {Counted()}.";
        if (bytes is not null && !output.SequenceEqual(bytes))
        {
            return $"{made}: the bytes are {Convert.ToHexString(output)}, not {Convert.ToHexString(bytes)}.";
        }

        for (int i = 0; i < Slots; i++)
        {
            long due = slot is not null && (i == 0 || i == slot) ? 1 : 0;
            if (_after[i] - _before[i] != due) return $"{made}: {Counted()} was counted, not {Name(slot ?? 0)}.";
        }

        return "";
    }

    private KernelVerdict Translate(uint verdict) => (program.AtXdp, verdict) switch
    {
        (true, 1) or (false, 2) => KernelVerdict.Dropped,
        (true, 2) or (false, 0) => KernelVerdict.Up,
        (true, 3 or 4) or (false, 7) => KernelVerdict.Away,
        _ => throw new InvalidOperationException($"The program gave the verdict {verdict}."),
    };

    private void Read(long[] totals)
    {
        Array.Clear(totals);
        foreach (KernelCounters counters in program.ReadCounters())
        {
            totals[0] += counters.Received;
            totals[1] += counters.Answered;
            foreach (AgentAction action in s_actions) totals[Slot(action)] += counters[action];
            for (int reason = 0; reason < DropReasons.Limit; reason++)
            {
                totals[Slot((DropReason)reason)] += counters[(DropReason)reason];
            }
        }
    }

    private string Counted() => string.Join(
        ", ", Enumerable.Range(1, Slots - 1).Where(slot => _after[slot] != _before[slot]).Select(slot => Name(slot)));

    private static string Name(int slot) => slot < 2 + s_actions.Length
        ? slot < 2 ? "nothing" : s_actions[slot - 2].ToString()
        : ((DropReason)(slot - 2 - s_actions.Length)).ToString();

    private static int Slot(AgentAction action) => 2 + (int)action;

    private static int Slot(DropReason reason) => 2 + s_actions.Length + (int)reason;

    private enum KernelVerdict
    {
        Dropped,
        Up,
        Away,
    }
}
