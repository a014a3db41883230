namespace Beamer.Tests.Model.States;

/// <summary>One encapsulated packet on its way to a server.</summary>
/// <remarks>
/// <code>
///  bits 16..13   12..11     10..7    6..5   4..2   1..0
/// | forwards  | re-routes |  rest  |  at  |  row | kind |
/// </code>
/// <see cref="Rest"/> are the previous owners in the header that it has not visited; a SYN has none, because it is
/// never chained. <see cref="Forwards"/> is only counted where a configuration asks for it.
/// </remarks>
internal readonly record struct Packet(uint Code)
{
    internal const int BitCount = 17;

    internal static readonly Packet None;

    internal Packet(PacketKind kind, int row, int at, ServerList rest, int reroutes, int forwards)
        : this((uint)kind | (uint)row << 2 | (uint)at << 5 | (uint)rest.Code << 7 | (uint)reroutes << 11
            | (uint)forwards << 13)
    {
    }

    internal PacketKind Kind => (PacketKind)(Code & 3);

    internal bool IsUnderWay => Kind != PacketKind.None;

    /// <summary>The row in its header.</summary>
    internal int Row => (int)(Code >> 2 & 7);

    /// <summary>The server that it is for.</summary>
    internal int At => (int)(Code >> 5 & 3);

    internal ServerList Rest => new((byte)(Code >> 7 & 15));

    /// <summary>How often an agent has replaced its chain.</summary>
    internal int Reroutes => (int)(Code >> 11 & 3);

    /// <summary>How often agents have sent it on.</summary>
    internal int Forwards => (int)(Code >> 13 & 15);
}
