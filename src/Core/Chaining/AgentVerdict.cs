using Beamer.Core.Wire;

namespace Beamer.Core.Chaining;

/// <summary>What becomes of one packet at an agent.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Reason">Why it is dropped, else none.</param>
/// <param name="Target">The server to forward to, else none.</param>
/// <param name="Chain">The chain header that the forwarded packet carries.</param>
public readonly record struct AgentVerdict(AgentAction Action, DropReason Reason, IPv4Address Target, ChainHeader Chain)
{
    /// <summary>Whether the packet goes to the local stack.</summary>
    public bool IsDelivery =>
        Action is AgentAction.DeliverNew or AgentAction.DeliverKnown or AgentAction.DeliverUnknown;

    /// <summary>Whether the packet goes to another server.</summary>
    public bool IsForward => Action is AgentAction.ForwardToPrevious or AgentAction.ForwardByOwnRow;

    /// <summary>To the local stack.</summary>
    public static AgentVerdict Deliver(AgentAction how) => new(how, DropReason.None, IPv4Address.None, default);

    /// <summary>Nowhere.</summary>
    public static AgentVerdict Drop(DropReason reason) => new(AgentAction.Drop, reason, IPv4Address.None, default);

    /// <summary>To another server.</summary>
    public static AgentVerdict Forward(AgentAction how, IPv4Address target, in ChainHeader chain) =>
        new(how, DropReason.None, target, chain);
}
