namespace Beamer.Tests.Simulation.Clients;

/// <summary>A client's connection in 24 bytes, so that millions fit.</summary>
internal struct ClientFlow
{
    internal const short NoServer = -1;

    /// <summary>When it sends its FIN.</summary>
    internal TimeSpan EndsAt;

    /// <summary>Its bucket in the balancer's table.</summary>
    internal int Bucket;

    /// <summary>Segments that it has sent, the SYN included.</summary>
    internal int Sent;

    /// <summary>The server whose SYN-ACK its client accepted.</summary>
    internal short Home;

    /// <summary>The server that has its first socket; others are ghosts.</summary>
    internal short Socket;

    internal SocketState SocketState;

    internal FlowStatus Status;

    /// <summary>Whether other servers have half-open sockets of it.</summary>
    internal bool HasGhosts;

    internal readonly bool IsLive => Status == FlowStatus.Established;
}
