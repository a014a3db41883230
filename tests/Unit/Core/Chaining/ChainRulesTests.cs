using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Xunit;
using static Beamer.Tests.Unit.Core.Chaining.ChainFixture;

namespace Beamer.Tests.Unit.Core.Chaining;

/// <summary>
/// Each rule is needed: with it the packet fares well, without it the same packet meets the fault that the rule
/// prevents.
/// </summary>
public sealed class ChainRulesTests
{
    [Fact]
    public void R5_without_it_a_ghost_resets_the_flow_of_the_previous_owner()
    {
        AgentView view = View(A, Row(5, A, B));
        AgentVerdict Decide(ChainRules rules) => ChainDecision.Decide(
            Segment(TcpFlags.Ack), Header(5, B), MuxAddress, view, true, KernelAnswer.SynReceivedAckMismatch, rules);

        Assert.Equal(B, Decide(ChainRules.All).Target);
        Assert.Equal(AgentAction.DeliverKnown, Decide(ChainRules.All with { ExactKnowledge = false }).Action);
    }

    [Fact]
    public void R6_without_it_a_flow_opened_at_the_new_owner_is_not_reached_through_a_stale_mux() =>
        Compare(
            View(A, Row(6, B, A)), Header(5), TcpFlags.Ack, ChainRules.All with { RerouteData = false },
            AgentVerdictIs(AgentAction.ForwardByOwnRow), Dropped(DropReason.StaleAtChainEnd));

    [Fact]
    public void R7_without_it_a_server_sends_a_packet_to_itself() =>
        Compare(
            View(A, Row(5, A, B)), Header(5, A, B), TcpFlags.Ack, ChainRules.All with { SkipSelf = false },
            verdict => Assert.Equal(B, verdict.Target), verdict => Assert.Equal(A, verdict.Target));

    [Fact]
    public void R8_without_it_a_flow_of_a_newer_row_is_reset() =>
        Compare(
            View(A, Row(5, A), known: 6), Header(5), TcpFlags.Ack, ChainRules.All with { StaleIsSilent = false },
            Dropped(DropReason.StaleAtChainEnd), AgentVerdictIs(AgentAction.DeliverUnknown));

    [Fact]
    public void R8_without_the_lease_a_server_cut_off_from_the_controller_resets_flows() =>
        Compare(
            View(A, Row(5, A)), Header(5), TcpFlags.Ack, ChainRules.All with { LeaseGuardsReset = false },
            Dropped(DropReason.LeaseLost), AgentVerdictIs(AgentAction.DeliverUnknown), lease: false);

    [Fact]
    public void R9_without_it_a_flow_begins_at_an_owner_that_is_no_longer_current() =>
        Compare(
            View(A, Row(6, B, A)), Header(5), TcpFlags.Syn, ChainRules.All with { RerouteSyn = false },
            verdict => Assert.Equal(B, verdict.Target), AgentVerdictIs(AgentAction.DeliverNew));

    [Fact]
    public void R12_without_it_a_rebooted_server_becomes_home_through_an_old_row() =>
        Compare(
            View(A, Row(7, A), admission: 7), Header(5), TcpFlags.Syn,
            ChainRules.All with { AdmissionGeneration = false },
            Dropped(DropReason.OlderThanAdmission), AgentVerdictIs(AgentAction.DeliverNew));

    [Fact]
    public void R13_without_it_an_agent_that_has_just_started_resets_flows_it_has_not_found_yet() =>
        Compare(
            View(A, Row(5, A)).WithSynced(false), Header(5), TcpFlags.Ack, ChainRules.All with { SocketsFirst = false },
            Dropped(DropReason.NotSynced), AgentVerdictIs(AgentAction.DeliverUnknown));

    [Fact]
    public void R13_without_it_an_agent_that_started_within_a_handshake_sends_the_connection_to_a_stranger()
    {
        AgentView view = View(A, Row(5, A, B));
        AgentVerdict Decide(ChainRules rules) => ChainDecision.Decide(
            Segment(TcpFlags.Ack), Header(5, B), MuxAddress, view, true, KernelAnswer.SynReceivedAckUnknown, rules);

        Assert.Equal(DropReason.NotSynced, Decide(ChainRules.All).Reason);
        Assert.Equal(B, Decide(ChainRules.All with { SocketsFirst = false }).Target);
    }

    [Fact]
    public void R16_without_it_a_packet_is_forwarded_with_its_budget_spent() =>
        Compare(
            View(A, Row(5, A, B)), Header(5, B) with { HopBudget = 0 }, TcpFlags.Ack,
            ChainRules.All with { HopBudget = false },
            Dropped(DropReason.HopBudgetExhausted), AgentVerdictIs(AgentAction.ForwardToPrevious));

    private static void Compare(
        AgentView view,
        ChainHeader header,
        TcpFlags flags,
        ChainRules without,
        Action<AgentVerdict> withRule,
        Action<AgentVerdict> withoutRule,
        bool lease = true)
    {
        AgentVerdict Decide(ChainRules rules) => ChainDecision.Decide(
            Segment(flags), header, MuxAddress, view, lease, KernelAnswer.None, rules);
        withRule(Decide(ChainRules.All));
        withoutRule(Decide(without));
    }

    private static Action<AgentVerdict> AgentVerdictIs(AgentAction action) =>
        verdict => Assert.Equal(action, verdict.Action);

    private static Action<AgentVerdict> Dropped(DropReason reason) => verdict => Assert.Equal(reason, verdict.Reason);
}
