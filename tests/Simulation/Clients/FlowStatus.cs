namespace Beamer.Tests.Simulation.Clients;

/// <summary>How a client's connection stands, as its client sees it.</summary>
internal enum FlowStatus : byte
{
    /// <summary>SYN sent, no SYN-ACK yet.</summary>
    Opening,

    /// <summary>A server's SYN-ACK was accepted: that server is its home.</summary>
    Established,

    /// <summary>Its FIN arrived at its home: it ended well.</summary>
    Closed,

    /// <summary>A server that does not own it answered with RST.</summary>
    Reset,

    /// <summary>The client gave up: nothing that it sent was answered for the time of 15 retransmissions.</summary>
    Lost,

    /// <summary>No server answered its SYN: it never was established.</summary>
    Refused,

    /// <summary>Its home crashed.</summary>
    HomeCrashed,
}
