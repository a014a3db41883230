using Beamer.Core;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>A socket of a server: one per four-tuple.</summary>
internal sealed class TcpSocket(Flow tuple, TcpState state, uint peerSequence, uint sequence, TimeSpan since)
{
    internal Flow Tuple { get; } = tuple;

    internal TcpState State { get; private set; } = state;

    /// <summary>The client's initial sequence number: tells one connection of a tuple from the next.</summary>
    internal uint PeerSequence { get; } = peerSequence;

    /// <summary>This server's initial sequence number.</summary>
    internal uint Sequence { get; } = sequence;

    /// <summary>When it came into its state.</summary>
    internal TimeSpan Since { get; private set; } = since;

    /// <summary>SYN-ACKs sent again.</summary>
    internal int Retransmissions { get; set; }

    internal void Move(TcpState state, TimeSpan now)
    {
        State = state;
        Since = now;
    }
}
