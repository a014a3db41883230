using Beamer.Core;
using Beamer.Core.Chaining;

namespace Beamer.Backend.Ingress;

/// <summary>What is to be done with a datagram, and which bytes of its buffer it is to be done with.</summary>
/// <param name="Outcome">What to do.</param>
/// <param name="Action">The agent's verdict, for the counters.</param>
/// <param name="Reason">Why it is dropped, else none.</param>
/// <param name="Offset">Where in the buffer the bytes begin.</param>
/// <param name="Length">How many.</param>
internal readonly record struct IngressResult(
    IngressOutcome Outcome, AgentAction Action, DropReason Reason, int Offset, int Length)
{
    internal static IngressResult Drop(DropReason reason) => new(IngressOutcome.Drop, AgentAction.Drop, reason, 0, 0);
}
