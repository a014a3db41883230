using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using FsCheck.Xunit;
using Xunit;
using static Beamer.Tests.Unit.Core.Chaining.ChainFixture;

namespace Beamer.Tests.Unit.Core.Chaining;

/// <summary>What holds for every segment, every header, every view and every answer of the kernel.</summary>
public sealed class ChainDecisionProperties
{
    private const TcpFlags EcnFlags = TcpFlags.Ece | TcpFlags.Cwr;
    private static readonly KernelAnswer[] Answers = Enum.GetValues<KernelAnswer>();
    private static readonly TcpFlags[] AllFlags = [.. Enumerable.Range(0, 256).Select(bits => (TcpFlags)bits)];

    [Fact]
    public void P24_only_a_pure_syn_opens_a_flow()
    {
        AgentView view = View(A, Row(5, A));
        foreach (TcpFlags flags in AllFlags)
        {
            bool pure = IsPure(flags);
            Assert.All(Answers, answer => Assert.Equal(
                pure, Decide(flags, Header(5), view, true, answer).Action == AgentAction.DeliverNew));
        }
    }

    [Fact]
    public void P24_no_other_syn_reaches_the_stack_unless_a_connection_exists()
    {
        AgentView view = View(A, Row(5, A));
        KernelAnswer[] exact =
            [KernelAnswer.Established, KernelAnswer.SynReceivedAckMatches, KernelAnswer.ListenerCookieValid];
        foreach (TcpFlags flags in AllFlags.Where(flags => flags.HasFlag(TcpFlags.Syn) && !IsPure(flags)))
        {
            Assert.All(Answers.Except(exact), answer => Assert.Equal(
                DropReason.FlagsImpossibleAtChainEnd, Decide(flags, Header(5), view, true, answer).Reason));
        }
    }

    [Fact]
    public void P25_a_ghost_hands_every_segment_on_while_a_previous_owner_is_left()
    {
        AgentView view = View(A, Row(5, A, B));
        foreach (TcpFlags flags in AllFlags.Where(flags => !IsPure(flags)))
        {
            AgentVerdict verdict = Decide(flags, Header(5, B), view, true, KernelAnswer.SynReceivedAckMismatch);
            Assert.Equal(B, verdict.Target);
        }
    }

    [Property]
    public void P35_an_older_view_uses_the_header_and_a_newer_one_its_own_row(byte mine, byte theirs)
    {
        uint own = mine + 1u;
        uint packet = theirs + 1u;
        AgentView view = View(A, Row(own, C, A));
        AgentView before = view with { };

        AgentVerdict verdict = Decide(TcpFlags.Ack, Header(packet, B), view, true, KernelAnswer.None);

        Assert.Equal(own > packet ? C : B, verdict.Target);
        Assert.Equal(Math.Max(own, packet), verdict.Chain.Generation.Value);
        Assert.Equal(before, view);
    }

    [Property]
    public void P55_one_flipped_bit_of_the_outer_source_is_a_drop(byte position)
    {
        IPv4Address forged = new(MuxAddress.Value ^ (1u << (position % 32)));
        PacketSummary packet = Segment(TcpFlags.Syn);

        AgentVerdict verdict = Decide(packet, forged);

        Assert.Equal(DropReason.SourceNotAllowed, verdict.Reason);
    }

    [Property]
    public void P55_one_flipped_bit_of_the_service_is_a_drop(byte position)
    {
        int bit = position % 48;
        Flow flow = Segment(TcpFlags.Syn).Flow;
        PacketSummary packet = Segment(TcpFlags.Syn) with
        {
            Flow = bit < 32
                ? flow with { Destination = new IPv4Address(flow.Destination.Value ^ (1u << bit)) }
                : flow with { DestinationPort = (ushort)(flow.DestinationPort ^ (1 << (bit - 32))) },
        };

        AgentVerdict verdict = Decide(packet, MuxAddress);

        Assert.Equal(DropReason.ServiceNotMine, verdict.Reason);
    }

    [Property]
    public void P59_without_a_lease_nothing_unknown_is_answered_and_all_else_stays(
        byte flags, byte answer, byte known, byte packet, bool hop, bool mine)
    {
        AgentView view = View(A, mine ? Row(5, A, B) : Row(5, C, A), known: known % 4u + 4);
        ChainHeader header = hop ? Header(packet % 4u + 3, D) : Header(packet % 4u + 3);
        KernelAnswer kernel = Answers[answer % Answers.Length];

        AgentVerdict with = Decide((TcpFlags)flags, header, view, true, kernel);
        AgentVerdict without = Decide((TcpFlags)flags, header, view, false, kernel);

        Assert.NotEqual(AgentAction.DeliverUnknown, without.Action);
        if (with.Action == AgentAction.DeliverUnknown) Assert.Equal(DropReason.LeaseLost, without.Reason);
        else Assert.Equal(with, without);
    }

    [Property]
    public void P63_every_packet_has_exactly_one_verdict(
        byte flags, byte answer, uint generation, byte hops, bool lease)
    {
        AgentView view = View(A, Row(5, B, A), known: 6);
        ChainHeader header = Header(generation % 9, Servers.AsSpan()[..(hops % 5)]);

        AgentVerdict verdict = Decide((TcpFlags)flags, header, view, lease, Answers[answer % Answers.Length]);

        bool[] outcomes = [verdict.IsDelivery, verdict.IsForward, verdict.Action == AgentAction.Drop];
        Assert.Single(outcomes, outcome => outcome);
        Assert.Equal(verdict.Action == AgentAction.Drop, verdict.Reason != DropReason.None);
        Assert.Equal(verdict.IsForward, !verdict.Target.IsNone);
    }

    private static bool IsPure(TcpFlags flags) => (flags & ~EcnFlags) == TcpFlags.Syn;

    private static AgentVerdict Decide(in PacketSummary packet, IPv4Address source) =>
        ChainDecision.Decide(packet, Header(5), source, View(A, Row(5, A)), true, KernelAnswer.None);

    private static AgentVerdict Decide(
        TcpFlags flags, in ChainHeader header, AgentView view, bool lease, KernelAnswer answer) =>
        ChainDecision.Decide(Segment(flags), header, MuxAddress, view, lease, answer);
}
