using Beamer.Backend.Connections;
using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;

namespace Beamer.Backend.Ingress;

/// <summary>
/// Turns one datagram to port 6080 into what is to be done with it, in its own buffer. No sockets, no clock.
/// </summary>
/// <param name="connections">What the kernel knows.</param>
/// <param name="muxes">What was seen of the MUXes.</param>
internal sealed class DatagramHandler(KernelConnections connections, MuxSightings muxes)
{
    /// <summary>
    /// Bytes that must be free in front of a datagram: outer headers, and a longer chain than it came with.
    /// </summary>
    internal const int Headroom = OuterHeader.Size + ChainHeader.MaximumSize;

    /// <summary>Decides, and prepares the bytes.</summary>
    /// <param name="buffer">Holds the datagram with at least <see cref="Headroom"/> bytes in front.</param>
    /// <param name="datagram">The datagram.</param>
    /// <param name="view">What this agent knows.</param>
    /// <param name="flags">What it says of itself; the lease is read from here.</param>
    /// <param name="now">Timestamp of the batch.</param>
    internal IngressResult Handle(
        Span<byte> buffer, in Datagram datagram, AgentView view, ProbeFlags flags, long now)
    {
        if (!view.IsAllowedSource(datagram.Source)) return IngressResult.Drop(DropReason.SourceNotAllowed);
        Span<byte> payload = buffer.Slice(datagram.Start, datagram.Length);
        if (!GueHeader.TryRead(payload, out GueHeader gue, out DropReason reason)) return IngressResult.Drop(reason);
        if (gue.IsControl) return AnswerProbe(payload, datagram, view, flags, now);
        if (!Decapsulation.TryRead(payload, out ChainHeader chain, out int inner, out reason))
        {
            return IngressResult.Drop(reason);
        }

        if (!FlowReader.TryRead(payload[inner..], out PacketSummary packet, out reason))
        {
            return IngressResult.Drop(reason);
        }

        AgentVerdict verdict = Decide(packet, chain, datagram.Source, view, flags, now);
        int start = datagram.Start + inner;
        if (verdict.IsDelivery) return Deliver(buffer[start..], start, packet, datagram, verdict);
        return verdict.IsForward
            ? Forward(buffer, start, datagram, view.Self, verdict)
            : IngressResult.Drop(verdict.Reason);
    }

    private AgentVerdict Decide(
        in PacketSummary packet,
        in ChainHeader chain,
        IPv4Address source,
        AgentView view,
        ProbeFlags flags,
        long now)
    {
        KernelAnswer answer = KernelAnswer.None;
        if (ChainDecision.NeedsKernel(packet, chain, source, view)) answer = connections.Ask(packet, now);
        else if (packet.Flow.Protocol == TransportProtocol.Tcp) connections.Forget(packet.Flow);
        bool leaseValid = (flags & ProbeFlags.LeaseValid) != 0;
        return ChainDecision.Decide(packet, chain, source, view, leaseValid, answer);
    }

    private static IngressResult Deliver(
        Span<byte> inner, int start, in PacketSummary packet, in Datagram datagram, in AgentVerdict verdict)
    {
        var mark = (Ecn)(datagram.TypeOfService & 3);
        return Decapsulation.TryApplyCongestion(inner[..packet.TotalLength], mark, out DropReason reason)
            ? new IngressResult(IngressOutcome.Deliver, verdict.Action, DropReason.None, start, packet.TotalLength)
            : IngressResult.Drop(reason);
    }

    /// <summary>The packet itself stays where it is; chain and outer headers are written anew in front of it.</summary>
    private static IngressResult Forward(
        Span<byte> buffer, int inner, in Datagram datagram, IPv4Address self, in AgentVerdict verdict)
    {
        if (!ChainRewrite.TryReplace(buffer, inner, verdict.Chain, out int start) || start < OuterHeader.Size)
        {
            return IngressResult.Drop(DropReason.NoHeadroom);
        }

        int end = datagram.Start + datagram.Length;
        OuterHeader outer = new(self, verdict.Target, datagram.SourcePort, datagram.TypeOfService);
        outer.Write(buffer[(start - OuterHeader.Size)..], end - start);
        start -= OuterHeader.Size;
        return new IngressResult(IngressOutcome.Forward, verdict.Action, DropReason.None, start, end - start);
    }

    private IngressResult AnswerProbe(
        Span<byte> payload, in Datagram datagram, AgentView view, ProbeFlags flags, long now)
    {
        if (!ProbeMessage.TryRead(payload, out ProbeMessage probe, out DropReason reason))
        {
            return IngressResult.Drop(reason);
        }

        if (probe.Type != ProbeType.Request) return IngressResult.Drop(DropReason.ControlMalformed);
        bool isConnected = (probe.Flags & ProbeFlags.ControllerConnected) != 0;
        PeerStanding peers = muxes.Take(datagram.Source, probe.Generation, isConnected, now);
        probe.Answer(view.Committed.Generation, flags, peers).Write(payload);
        return new IngressResult(
            IngressOutcome.Answer, AgentAction.Drop, DropReason.None, datagram.Start, ProbeMessage.Size);
    }
}
