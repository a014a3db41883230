namespace Beamer.Core.Wire;

/// <summary>The types of control message.</summary>
public enum ProbeType : byte
{
    /// <summary>No message.</summary>
    None = 0,

    /// <summary>From a MUX to an agent.</summary>
    Request = 1,

    /// <summary>From an agent to the address and port that the request came from.</summary>
    Reply = 2,
}
