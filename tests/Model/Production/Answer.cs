using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>What became of one packet at one server.</summary>
/// <param name="Action">The leaf of the decision.</param>
/// <param name="Reason">Why it was dropped, else none.</param>
/// <param name="Next">The packet that goes on to another server, else none.</param>
internal readonly record struct Answer(AgentAction Action, DropReason Reason, Packet Next)
{
    internal bool IsDelivery =>
        Action is AgentAction.DeliverNew or AgentAction.DeliverKnown or AgentAction.DeliverUnknown;

    internal bool IsForward => Next.IsUnderWay;
}
