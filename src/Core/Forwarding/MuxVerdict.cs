namespace Beamer.Core.Forwarding;

/// <summary>What a MUX does with a packet: each packet gets exactly one of these.</summary>
public enum MuxVerdict : byte
{
    /// <summary>Not for a VIP: it stays with the host's own stack.</summary>
    Pass = 0,

    /// <summary>Wrapped, for the server that owns its bucket.</summary>
    Forward = 1,

    /// <summary>For a VIP, but not to be forwarded; the reason says why.</summary>
    Drop = 2,
}
