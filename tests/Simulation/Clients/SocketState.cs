namespace Beamer.Tests.Simulation.Clients;

/// <summary>The socket of a flow at a server.</summary>
internal enum SocketState : byte
{
    None,
    SynReceived,
    Established,
}
