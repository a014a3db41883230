namespace Beamer.Tests.Simulation.Clients;

/// <summary>What a run counted.</summary>
internal sealed class Tally
{
    /// <summary>Segments that clients sent, repeated ones too.</summary>
    internal long Packets { get; set; }

    /// <summary>Times that a server sent a packet on to another.</summary>
    internal long Forwards { get; set; }

    /// <summary>Packets that a MUX, a server or the network dropped.</summary>
    internal long Drops { get; set; }

    internal long Retransmissions { get; set; }

    /// <summary>Connections that began: a SYN was sent.</summary>
    internal long Requests { get; set; }

    internal long Established { get; set; }

    internal long Closed { get; set; }

    /// <summary>Live connections that a server which does not own them answered with RST.</summary>
    internal long Reset { get; set; }

    /// <summary>Live connections whose client gave up.</summary>
    internal long Lost { get; set; }

    /// <summary>Requests that never were answered.</summary>
    internal long Refused { get; set; }

    /// <summary>Live connections whose own server crashed: no balancer can save them.</summary>
    internal long HomeCrashed { get; set; }

    /// <summary>The longest time from a segment's first sending to its arrival at home.</summary>
    internal TimeSpan LongestStall { get; private set; }

    /// <summary>The connection of that segment.</summary>
    internal int LongestStallFlow { get; private set; }

    /// <summary>The promise: this is 0.</summary>
    internal long Broken => Reset + Lost;

    internal long Live => Established - Closed - Reset - Lost - HomeCrashed;

    /// <summary>A segment has reached its home.</summary>
    internal void NoteStall(TimeSpan stall, int flow)
    {
        if (stall <= LongestStall) return;
        LongestStall = stall;
        LongestStallFlow = flow;
    }

    internal void Add(Tally other)
    {
        Packets += other.Packets;
        Forwards += other.Forwards;
        Drops += other.Drops;
        Retransmissions += other.Retransmissions;
        Requests += other.Requests;
        Established += other.Established;
        Closed += other.Closed;
        Reset += other.Reset;
        Lost += other.Lost;
        Refused += other.Refused;
        HomeCrashed += other.HomeCrashed;
        NoteStall(other.LongestStall, other.LongestStallFlow);
    }
}
