using Beamer.Core.Hashing;
using Beamer.Core.Wire;

namespace Beamer.Core.Chaining;

/// <summary>
/// What a server's agent does with one packet: deliver it here, forward it to another owner, or drop it.
/// </summary>
/// <remarks>
/// Pure: the same packet, header, view, lease and kernel answer give the same verdict. <c>docs/consistency.md</c> has
/// the rules R1 to R17 and why each of them is needed.
/// </remarks>
public static class ChainDecision
{
    /// <summary>Re-routes per packet (R6): more than two newer rows on one way means that tables disagree.</summary>
    public const int ReroutesMax = 2;

    /// <summary>Whether the kernel's answer makes a difference, so that it is asked only then.</summary>
    public static bool NeedsKernel(
        in PacketSummary packet, in ChainHeader chain, IPv4Address outerSource, AgentView view) =>
        !IsNewFlow(packet) && TryLocate(packet, chain, outerSource, view, ChainRules.All, out _, out _);

    /// <summary>Decides.</summary>
    /// <param name="packet">The client's packet.</param>
    /// <param name="chain">The chain header that it came with.</param>
    /// <param name="outerSource">Who sent the encapsulated packet.</param>
    /// <param name="view">What this agent knows.</param>
    /// <param name="leaseValid">Whether the controller's lease is in force now.</param>
    /// <param name="answer">
    /// What the kernel knows of the flow; anything when <see cref="NeedsKernel"/> says false.
    /// </param>
    public static AgentVerdict Decide(
        in PacketSummary packet,
        in ChainHeader chain,
        IPv4Address outerSource,
        AgentView view,
        bool leaseValid,
        KernelAnswer answer) => Decide(packet, chain, outerSource, view, leaseValid, answer, ChainRules.All);

    internal static AgentVerdict Decide(
        in PacketSummary packet,
        in ChainHeader chain,
        IPv4Address outerSource,
        AgentView view,
        bool leaseValid,
        KernelAnswer answer,
        in ChainRules rules)
    {
        if (!TryLocate(packet, chain, outerSource, view, rules, out ChainPosition position, out DropReason reason))
        {
            return AgentVerdict.Drop(reason);
        }

        if (IsNewFlow(packet)) return DecideNewFlow(chain, view, position, rules);
        if (IsKnown(packet, answer, rules)) return AgentVerdict.Deliver(AgentAction.DeliverKnown);
        if (rules.SocketsFirst && !view.IsSynced) return AgentVerdict.Drop(DropReason.NotSynced);
        if (!TryForward(chain, view, position, rules, out AgentVerdict verdict))
        {
            return DecideChainEnd(packet, position, leaseValid, answer, rules);
        }

        return rules.SocketsFirst && IsUndecided(packet, answer) ? AgentVerdict.Drop(DropReason.NotSynced) : verdict;
    }

    /// <summary>Steps 0 and 1: is the packet for this server, and may this server answer it at all?</summary>
    private static bool TryLocate(
        in PacketSummary packet,
        in ChainHeader chain,
        IPv4Address outerSource,
        AgentView view,
        in ChainRules rules,
        out ChainPosition position,
        out DropReason reason)
    {
        position = default;
        reason = DropReason.SourceNotAllowed;
        if (!view.IsAllowedSource(outerSource)) return false;
        reason = DropReason.ServiceNotMine;
        if (view.Pool is not { } pool || !view.Serves(packet.Flow)) return false;
        if (chain.Version == ChainVersion.Glb)
        {
            // Such a header names no row: it counts as routed by the newest that this agent knows.
            int bucket = FlowHash.Of(pool.Pool.Key, packet.Flow).Bucket(pool.Pool.BucketCount);
            position = new ChainPosition(pool, bucket, pool.KnownGeneration(bucket));
        }
        else
        {
            if (chain.Pool != pool.Pool.Id) return false;
            reason = DropReason.ChainHeaderMalformed;
            if (chain.Bucket >= pool.Pool.BucketCount) return false;
            position = new ChainPosition(pool, chain.Bucket, chain.Generation);
        }

        reason = DropReason.NotAdmitted;
        if (rules.Admission && !view.IsAdmitted) return false;
        reason = DropReason.OlderThanAdmission;
        if (rules.AdmissionGeneration && position.Generation < pool.AdmissionGeneration(position.Bucket)) return false;
        reason = DropReason.None;
        return true;
    }

    /// <summary>A pure SYN opens a flow; a UDP service has policy "none", so each datagram is one of its own.</summary>
    private static bool IsNewFlow(in PacketSummary packet) =>
        packet.Flow.Protocol == TransportProtocol.Udp || (packet.IsPureSyn && !packet.IsIcmpError);

    /// <summary>
    /// Step 2: the current owner of the newest active row is the only place where a flow may begin (R9).
    /// </summary>
    private static AgentVerdict DecideNewFlow(
        in ChainHeader chain, AgentView view, in ChainPosition position, in ChainRules rules)
    {
        bool other = view.IsPeer(position.Pool.ActiveRow(position.Bucket).Current);
        bool stale = other && position.Generation < position.Pool.ActiveGeneration(position.Bucket);
        if (rules.DropStaleSyn && stale) return AgentVerdict.Drop(DropReason.StaleAtChainEnd);
        AgentVerdict verdict = default;
        bool rerouted = rules.RerouteSyn && other && ChainRoute.TryByOwnRow(chain, view, position, rules, out verdict);
        return rerouted ? verdict : AgentVerdict.Deliver(AgentAction.DeliverNew);
    }

    /// <summary>
    /// Step 3 (R5). A SYN with other bits could open a flow out of TIME_WAIT, where R9 has not looked at it.
    /// </summary>
    private static bool IsKnown(in PacketSummary packet, KernelAnswer answer, in ChainRules rules) => answer switch
    {
        KernelAnswer.Established => true,
        KernelAnswer.TimeWait => (packet.Flags & TcpFlags.Syn) == 0,
        KernelAnswer.SynReceivedAckMatches or KernelAnswer.ListenerCookieValid => true,
        KernelAnswer.SynReceivedAckUnknown or KernelAnswer.SynReceivedAckMismatch => !rules.ExactKnowledge,
        _ => false,
    };

    /// <summary>Steps 4 and 5: by this server's own row (R6), or along the header's (R7).</summary>
    private static bool TryForward(
        in ChainHeader chain, AgentView view, in ChainPosition position, in ChainRules rules, out AgentVerdict verdict)
    {
        verdict = default;
        bool reroutes = rules.RerouteData && rules.RerouteAtFirst;
        if (reroutes && ChainRoute.TryByOwnRow(chain, view, position, rules, out verdict)) return true;
        if (ChainRoute.TryToPrevious(chain, view, rules, out verdict)) return true;
        bool reroutesLate = rules.RerouteData && !rules.RerouteAtFirst;
        return reroutesLate && ChainRoute.TryByOwnRow(chain, view, position, rules, out verdict);
    }

    /// <summary>
    /// R13 for a connection whose SYN-ACK left before this agent began to look. It may be this server's own, so that
    /// the next owner would answer RST, or a ghost. The kernel sends the SYN-ACK again, and then it is known which.
    /// </summary>
    private static bool IsUndecided(in PacketSummary packet, KernelAnswer answer) =>
        answer == KernelAnswer.SynReceivedAckUnknown && !packet.IsIcmpError;

    /// <summary>Step 6: nobody on the way knew the flow, and there is nobody left to ask (R8).</summary>
    private static AgentVerdict DecideChainEnd(
        in PacketSummary packet, in ChainPosition position, bool leaseValid, KernelAnswer answer, in ChainRules rules)
    {
        if (packet.IsIcmpError)
        {
            bool half = answer is KernelAnswer.SynReceivedAckUnknown or KernelAnswer.SynReceivedAckMismatch;
            return half
                ? AgentVerdict.Deliver(AgentAction.DeliverKnown)
                : AgentVerdict.Drop(DropReason.IcmpUnknownAtChainEnd);
        }

        if (IsImpossible(packet.Flags)) return AgentVerdict.Drop(DropReason.FlagsImpossibleAtChainEnd);
        if (rules.StaleIsSilent && position.Generation < position.Pool.KnownGeneration(position.Bucket))
        {
            return AgentVerdict.Drop(DropReason.StaleAtChainEnd);
        }

        if (rules.LeaseGuardsReset && !leaseValid) return AgentVerdict.Drop(DropReason.LeaseLost);
        return AgentVerdict.Deliver(AgentAction.DeliverUnknown);
    }

    /// <summary>
    /// No segment of a live flow: SYN with other bits than its ECN ones, or neither ACK nor RST (RFC 9293, 3.10.7).
    /// </summary>
    /// <remarks>
    /// Delivered to a listener, SYN with URG or PSH would open a flow at a server that is not the current owner.
    /// </remarks>
    private static bool IsImpossible(TcpFlags flags) =>
        (flags & TcpFlags.Syn) != 0 || (flags & (TcpFlags.Ack | TcpFlags.Rst)) == 0;
}
