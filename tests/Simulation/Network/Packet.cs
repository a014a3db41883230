using Beamer.Core.Wire;

namespace Beamer.Tests.Simulation.Network;

/// <summary>A packet on its way to a server. The balancer decides what it carries: bytes, or a few numbers.</summary>
internal struct Packet
{
    /// <summary>The value of <see cref="From"/> when a MUX sent it.</summary>
    internal const int FromMux = -1;

    /// <summary>When the client sent this segment for the first time.</summary>
    internal TimeSpan FirstSent;

    /// <summary>The client's connection.</summary>
    internal int Flow;

    /// <summary>Number of the segment: 0 for the SYN, 1 for the first data.</summary>
    internal int Segment;

    /// <summary>The server that it goes to.</summary>
    internal int At;

    /// <summary>The server that sent it on.</summary>
    internal int From;

    /// <summary>The acknowledgment number of the client's segment.</summary>
    internal uint Acknowledgment;

    /// <summary>Where the outer packet begins in its bytes, and how long it is.</summary>
    internal ushort Offset, Length;

    /// <summary>Control bits of the client's segment.</summary>
    internal TcpFlags Flags;

    /// <summary>How often the client has sent this segment before.</summary>
    internal byte Attempt;

    /// <summary>How often servers have sent it on.</summary>
    internal byte Forwards;

    /// <summary>The MUX that it came by.</summary>
    internal byte Mux;

    /// <summary>
    /// The previous owner in the header of a balancer that writes no bytes, and its time and generation.
    /// </summary>
    internal int Previous;
    internal uint Moved, Generation;
}
