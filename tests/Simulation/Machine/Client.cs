using Beamer.Core;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>One four-tuple of a client, and the connection that it has now.</summary>
internal sealed class Client(int number, int bucket, Flow tuple)
{
    internal int Number { get; } = number;

    internal int Bucket { get; } = bucket;

    internal Flow Tuple { get; } = tuple;

    internal ClientState State { get; set; }

    /// <summary>How many connections the tuple has had.</summary>
    internal int Incarnation { get; private set; }

    /// <summary>The initial sequence number of this connection.</summary>
    internal uint Sequence { get; private set; }

    /// <summary>The server whose SYN-ACK was accepted.</summary>
    internal SimulatedAgent? Home { get; private set; }

    /// <summary>The initial sequence number of the home.</summary>
    internal uint HomeSequence { get; private set; }

    /// <summary>Why this connection may break; null while the promise holds for it.</summary>
    internal string? Excuse { get; private set; }

    /// <summary>Its home crashed: it should be told so soon.</summary>
    internal bool HasLostHome { get; private set; }

    internal bool IsLive => State is ClientState.Established or ClientState.HalfClosed or ClientState.Closing;

    /// <summary>
    /// A server that was wrongly taken for dead, by all that the MUXes could see, still has a socket of this tuple:
    /// nothing is promised to its connections any more (I3 of docs/consistency.md).
    /// </summary>
    internal bool IsForsaken { get; set; }

    internal bool IsPromised => IsLive && Excuse is null && !IsForsaken;

    internal void Open()
    {
        State = ClientState.SynSent;
        Incarnation++;
        Sequence = ((uint)(Number + 1) << 24) + ((uint)Incarnation << 16);
        Home = null;
        Excuse = null;
        HasLostHome = false;
    }

    internal void Accept(SimulatedAgent home, uint homeSequence)
    {
        State = ClientState.Established;
        Home = home;
        HomeSequence = homeSequence;
    }

    internal void Pardon(string excuse, bool homeCrashed = false)
    {
        Excuse ??= excuse;
        HasLostHome |= homeCrashed;
    }

    public override string ToString() =>
        $"tuple {Number}.{Incarnation} ({State}, home {Home?.Name ?? "none"}, bucket {Bucket})";
}

/// <summary>How a client's connection stands.</summary>
internal enum ClientState
{
    Closed,
    SynSent,
    Established,

    /// <summary>It has sent its FIN and still reads.</summary>
    HalfClosed,

    /// <summary>It has sent its FIN and waits for the server's.</summary>
    Closing,
}
