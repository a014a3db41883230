using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>A packet that is under way arrives, and the server's agent decides what becomes of it.</summary>
internal sealed class DeliverySteps(ModelSettings settings, Delivery delivery) : IStepSource
{
    private readonly List<Answer> _answers = [];

    public void AddSteps(in State state, List<Step> steps)
    {
        if (state.Syn.IsUnderWay) AddArrival(state, state.Syn, state with { Syn = Packet.None }, steps);
        if (state.Data.IsUnderWay) AddArrival(state, state.Data, state with { Data = Packet.None }, steps);
    }

    private void AddArrival(in State state, Packet packet, State without, List<Step> steps)
    {
        int server = packet.At;
        if (!state.Alive.Has(server))
        {
            steps.Add(new Step(new Deed(DeedKind.Lose, server, Packet: packet), without));
            return;
        }

        if (packet.Kind == PacketKind.Data && !state.Flow.IsLive)
        {
            steps.Add(new Step(new Deed(DeedKind.Absorb, server, Packet: packet), without));
            return;
        }

        if (settings.LearnsFromPackets && packet.Row > state.Known[server])
        {
            without = without with { Known = state.Known.With(server, packet.Row) };
        }

        delivery.Answers(without, packet, _answers);
        foreach (Answer answer in _answers)
        {
            Deed deed = new(DeedKind.Arrive, server, Packet: packet, Answer: answer);
            Violation violation = ViolationBy(state, packet, answer);
            State next = violation == Violation.None ? After(without, packet, answer) : without;
            steps.Add(new Step(deed, next, violation));
        }
    }

    private static State After(in State without, Packet packet, in Answer answer)
    {
        if (answer.IsForward)
        {
            return packet.Kind == PacketKind.Syn
                ? without with { Syn = answer.Next }
                : without with { Data = answer.Next };
        }

        if (packet.Kind == PacketKind.Data || !answer.IsDelivery) return without;
        return without with
        {
            Flow = without.Flow.Asks(packet.At),
            Lingering = without.Lingering.Without(packet.At),
        };
    }

    /// <summary>A data packet may go to its home, be dropped, be sent on, or be taken by an older socket.</summary>
    internal static Violation ViolationBy(in State state, Packet packet, in Answer answer)
    {
        if (answer.Reason == DropReason.HopBudgetExhausted) return Violation.Unbounded;
        int server = packet.At;
        if (packet.Kind == PacketKind.Syn || !answer.IsDelivery || server == state.Flow.Home) return Violation.None;
        if (answer.Action == AgentAction.DeliverUnknown) return Violation.Reset;
        return state.Flow.IsGhost(server) ? Violation.GhostReset : Violation.None;
    }
}
