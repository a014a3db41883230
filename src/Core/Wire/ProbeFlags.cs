namespace Beamer.Core.Wire;

/// <summary>What the sender of a probe, or of its answer, says of itself.</summary>
[Flags]
public enum ProbeFlags : uint
{
    /// <summary>Nothing of the following.</summary>
    None = 0,

    /// <summary>This incarnation is admitted: it answers clients.</summary>
    Admitted = 1,

    /// <summary>Its lease is valid: it may answer unknown packets with RST.</summary>
    LeaseValid = 2,

    /// <summary>It knows all rows and all of its kernel's sockets.</summary>
    Synced = 4,

    /// <summary>The application listens.</summary>
    ListenerPresent = 8,

    /// <summary>In a request: the MUX has a controller.</summary>
    ControllerConnected = 16,
}
