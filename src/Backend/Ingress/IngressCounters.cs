using Beamer.Core;
using Beamer.Core.Chaining;

namespace Beamer.Backend.Ingress;

/// <summary>What became of every datagram: received = delivered + forwarded + answered + the sum of dropped.</summary>
/// <remarks>The ingress loop alone writes; anyone reads, at worst a batch too early.</remarks>
internal sealed class IngressCounters
{
    private readonly long[] _actions = new long[Enum.GetValues<AgentAction>().Length];
    private readonly long[] _dropped = new long[DropReasons.Limit];

    /// <summary>Datagrams that came, those included that the kernel had no room for.</summary>
    internal long Received { get; private set; }

    /// <summary>Probes answered.</summary>
    internal long Answered { get; private set; }

    internal long this[AgentAction action] => _actions[(int)action];

    internal long this[DropReason reason] => _dropped[(int)reason];

    internal void CountReceived(long datagrams) => Received += datagrams;

    internal void CountAnswered() => Answered++;

    internal void Count(AgentAction action) => _actions[(int)action]++;

    internal void Drop(DropReason reason, long datagrams = 1) => _dropped[(int)reason] += datagrams;

    /// <summary>What a batch forwarded, less what the kernel refused to send.</summary>
    internal void CountForwards(long toPrevious, long byOwnRow, long refused)
    {
        long previousRefused = Math.Min(toPrevious, refused);
        _actions[(int)AgentAction.ForwardToPrevious] += toPrevious - previousRefused;
        _actions[(int)AgentAction.ForwardByOwnRow] += byOwnRow - (refused - previousRefused);
        Drop(DropReason.ChainTransmitFailed, refused);
    }
}
