using Beamer.Core;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>What a server's kernel says to a segment.</summary>
/// <param name="Kind">Which answer.</param>
/// <param name="Tuple">The client's four-tuple.</param>
/// <param name="Sequence">The server's sequence number.</param>
/// <param name="Acknowledgment">What the server acknowledges.</param>
internal readonly record struct TcpAnswer(TcpAnswerKind Kind, Flow Tuple, uint Sequence, uint Acknowledgment);

/// <summary>The kinds of answers.</summary>
internal enum TcpAnswerKind
{
    /// <summary>Nothing that matters: the segment was taken, or is none that deserves an answer.</summary>
    None,

    SynAck,

    /// <summary>RFC 5961, section 4.2: the segment is of another connection.</summary>
    ChallengeAck,

    FinAck,

    Reset,
}
