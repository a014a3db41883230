namespace Beamer.Backend.Ingress;

/// <summary>What is to be done with a datagram.</summary>
internal enum IngressOutcome : byte
{
    /// <summary>Nothing.</summary>
    Drop = 0,

    /// <summary>The client's packet goes to the local stack.</summary>
    Deliver = 1,

    /// <summary>A whole IPv4 packet goes to another server.</summary>
    Forward = 2,

    /// <summary>The answer to a probe goes back.</summary>
    Answer = 3,
}
