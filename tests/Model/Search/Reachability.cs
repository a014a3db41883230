using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;
using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Search;

/// <summary>
/// The second part of the theorem: once every MUX uses the newest row, a data packet reaches its home in at most K + 1
/// deliveries, or a server on its way is down.
/// </summary>
/// <remarks>
/// It is asked in every state in which nothing is under way, by sending a packet through production's decisions. A
/// server that is about to be admitted, or an agent that is about to know its sockets, excuses as well: that ends by
/// itself.
/// </remarks>
internal sealed class Reachability(ModelSettings settings, MuxRows muxRows, Delivery delivery)
{
    private readonly List<Answer> _answers = [];

    /// <summary>Asks it of one state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="way">Gets the way that the packet took, when the promise is broken.</param>
    internal Violation Check(in State state, List<Deed>? way = null)
    {
        bool isDue = state.Flow.IsLive && state.IsQuiet && state.HaveMuxesConverged(settings.Muxes);
        if (!isDue) return Violation.None;
        Packet packet = muxRows.Send(state.Rows, state.Rows.Last, PacketKind.Data);
        Violation violation = Follow(state, packet, deliveries: 1, way);
        if (violation == Violation.None) return violation;
        way?.Add(new Deed(DeedKind.Send, Packet: packet));
        way?.Reverse();
        return violation;
    }

    private Violation Follow(in State state, Packet packet, int deliveries, List<Deed>? way)
    {
        if (!state.Alive.Has(packet.At)) return Violation.None;
        if (deliveries > settings.PreviousMax + 1) return Violation.Lost;
        delivery.Answers(state, packet, _answers);
        foreach (Answer answer in _answers.ToArray())
        {
            Violation violation = answer.IsForward
                ? Follow(state, answer.Next, deliveries + 1, way)
                : Judge(state, packet, answer);
            if (violation == Violation.None) continue;
            way?.Add(new Deed(DeedKind.Arrive, packet.At, Packet: packet, Answer: answer));
            return violation;
        }

        return Violation.None;
    }

    private static Violation Judge(in State state, Packet packet, in Answer answer)
    {
        if (answer.Reason is DropReason.NotAdmitted or DropReason.NotSynced) return Violation.None;
        if (!answer.IsDelivery) return Violation.Lost;
        if (packet.At == state.Flow.Home) return Violation.None;
        if (answer.Action == AgentAction.DeliverUnknown) return Violation.Lost;
        return state.Flow.IsGhost(packet.At) ? Violation.GhostReset : Violation.LostToOldSocket;
    }
}
