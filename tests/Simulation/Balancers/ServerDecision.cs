namespace Beamer.Tests.Simulation.Balancers;

/// <summary>What becomes of a packet at a server.</summary>
internal enum ServerDecision : byte
{
    Drop,

    /// <summary>To the server's own TCP.</summary>
    Deliver,

    /// <summary>To the server that the packet now names.</summary>
    Forward,
}
