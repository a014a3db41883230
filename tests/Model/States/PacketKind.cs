namespace Beamer.Tests.Model.States;

/// <summary>What is under way.</summary>
internal enum PacketKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A pure SYN.</summary>
    Syn,

    /// <summary>A segment of the established connection.</summary>
    Data,
}
