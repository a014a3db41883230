namespace Beamer.Core.Wire;

/// <summary>
/// The two lowest bits of the IPv4 type of service: explicit congestion notification (RFC 3168, section 5).
/// </summary>
public enum Ecn : byte
{
    /// <summary>The sender does not understand congestion marks.</summary>
    NotEct = 0,

    /// <summary>ECN-capable transport, codepoint 01.</summary>
    Ect1 = 1,

    /// <summary>ECN-capable transport, codepoint 10.</summary>
    Ect0 = 2,

    /// <summary>Congestion experienced.</summary>
    Ce = 3,
}
