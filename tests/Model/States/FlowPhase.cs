namespace Beamer.Tests.Model.States;

/// <summary>How the client sees its flow.</summary>
internal enum FlowPhase : byte
{
    /// <summary>No server has got its SYN.</summary>
    Silent,

    /// <summary>Some servers have sent a SYN-ACK, and the client has accepted none.</summary>
    Opening,

    /// <summary>It accepted the SYN-ACK of one server: its home.</summary>
    Live,

    /// <summary>Ended, or excused: its home crashed.</summary>
    Over,
}
