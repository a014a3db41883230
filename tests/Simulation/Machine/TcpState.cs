namespace Beamer.Tests.Simulation.Machine;

/// <summary>The states of a server's socket that Beamer tells apart.</summary>
internal enum TcpState
{
    SynReceived,

    /// <summary>ESTABLISHED, or CLOSE_WAIT after the client's half of the connection was closed.</summary>
    Established,

    /// <summary>Both sides have closed, the client first.</summary>
    LastAck,

    /// <summary>Both sides have closed, this server first.</summary>
    TimeWait,
}
