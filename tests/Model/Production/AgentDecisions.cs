using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// Production's decision about a packet at an agent: <see cref="ChainDecision"/> with the rules in force.
/// </summary>
internal sealed class AgentDecisions
{
    private readonly AgentViews _views;
    private readonly ChainRules _rules;
    private readonly bool _countsForwards;
    private readonly Memo<Question, Answer> _answers;

    internal AgentDecisions(AgentViews views, ChainRules rules, bool countsForwards, bool forgets)
    {
        _views = views;
        _rules = rules;
        _countsForwards = countsForwards;
        _answers = new Memo<Question, Answer>(Decide, forgets);
    }

    internal Answer this[Question question] => _answers[question];

    /// <summary>Different questions so far.</summary>
    internal int Count => _answers.Count;

    private Answer Decide(Question question)
    {
        Packet packet = question.Packet;
        PacketSummary summary = new()
        {
            Flow = ModelFleet.ClientFlow,
            Flags = packet.Kind == PacketKind.Syn ? TcpFlags.Syn : TcpFlags.Ack,
        };
        AgentVerdict verdict = ChainDecision.Decide(
            summary,
            PacketHeaders.HeaderOf(packet),
            ModelFleet.MuxAddress,
            _views[question.Agent],
            question.HasLease,
            question.Kernel,
            _rules);
        if (!verdict.IsForward) return new Answer(verdict.Action, verdict.Reason, Packet.None);
        int forwards = _countsForwards ? packet.Forwards + 1 : 0;
        Packet next = PacketHeaders.Abstract(packet.Kind, verdict.Target, verdict.Chain, forwards);
        return new Answer(verdict.Action, DropReason.None, next);
    }
}
