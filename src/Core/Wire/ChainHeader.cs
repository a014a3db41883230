using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Beamer.Core.Tables;

namespace Beamer.Core.Wire;

/// <summary>
/// What a packet carries for the servers: the row that routed it, and how far along its previous owners it is.
/// </summary>
/// <remarks>
/// It follows the GUE header, whose Hlen is exactly the number of words here. Version 0 is bit-compatible with GLB
/// Director (whose 16-bit private data type 0 covers version, flags and hop budget).
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |Version|0 0| R |  Hop budget   |   Next hop    |   Hop count   |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Row generation (32)                      |  version 1 only
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |       Pool (12)       |              Bucket (20)              |  version 1 only
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |             Previous owner 0 (IPv4), newest first             |  Hop count times
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// R: how often an agent replaced the chain by a newer row. In version 0, R and hop budget are 0.
/// </remarks>
public readonly record struct ChainHeader
{
    /// <summary>
    /// How often a packet may be forwarded by agents: K(r+1)+r with K = 2 previous owners and r = 2 re-routes.
    /// </summary>
    public const byte HopBudgetDefault = 8;

    /// <summary>Re-routes that the field can count.</summary>
    public const int ReroutesMax = 3;

    /// <summary>Bytes of the largest header: version 1 with 7 hops.</summary>
    public const int MaximumSize = 12 + (ChainHops.CountMax * 4);

    /// <summary>Which layout.</summary>
    public ChainVersion Version { get; init; }

    /// <summary>How often an agent replaced the chain by a newer row, 0..3; 0 in version 0.</summary>
    public byte Reroutes { get; init; }

    /// <summary>
    /// How often agents may still forward the packet; 0 in version 0, whose hop count alone bounds it.
    /// </summary>
    public byte HopBudget { get; init; }

    /// <summary>
    /// Index of the previous owner that the next server may forward to; equal to the hop count at the end.
    /// </summary>
    public byte NextHop { get; init; }

    /// <summary>Generation of the row that routed the packet; zero in version 0.</summary>
    public Generation Generation { get; init; }

    /// <summary>Number of the pool, 0..4,095; 0 in version 0.</summary>
    public PoolId Pool { get; init; }

    /// <summary>The bucket, 0..1,048,575; 0 in version 0.</summary>
    public int Bucket { get; init; }

    /// <summary>Previous owners, newest first.</summary>
    public ChainHops Hops { get; init; }

    /// <summary>Bytes of a header: 4 or 12, and 4 per hop.</summary>
    public static int SizeOf(ChainVersion version, int hops) => (version == ChainVersion.Glb ? 4 : 12) + (hops * 4);

    /// <summary>Bytes of this header.</summary>
    public int Size => SizeOf(Version, Hops.Count);

    /// <summary>Reads the words that the GUE header announced, all of them.</summary>
    /// <param name="words">Exactly Hlen words.</param>
    /// <param name="header">The header.</param>
    /// <param name="reason">What is wrong when the result is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> words, out ChainHeader header, out DropReason reason)
    {
        header = default;
        reason = DropReason.ChainHeaderMalformed;
        if (words.Length < 4) return false;
        var version = (ChainVersion)(words[0] >> 4);
        if (version > ChainVersion.Row)
        {
            reason = DropReason.ChainVersionUnknown;
            return false;
        }

        int hops = words[3];
        if (hops > ChainHops.CountMax || words[2] > hops || words.Length != SizeOf(version, hops)) return false;
        bool reserved = version == ChainVersion.Glb ? (words[0] | words[1]) != 0 : (words[0] & 0x0c) != 0;
        if (reserved) return false;
        header = version == ChainVersion.Glb ? ReadGlb(words) : ReadRow(words);
        reason = DropReason.None;
        return true;
    }

    /// <summary>Writes exactly <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        Invariant.Require(destination.Length >= Size, "the buffer is too small for the chain header");
        ref byte start = ref MemoryMarshal.GetReference(destination);
        ChainHops hops = Hops;
        uint counters = ((uint)(Reroutes & 3) << 24) | ((uint)HopBudget << 16) | ((uint)NextHop << 8);
        if (Version == ChainVersion.Glb) counters &= 0xff00;
        NetworkOrder.Write32(ref start, 0, ((uint)Version << 28) | counters | (uint)hops.Count);
        int offset = 4;
        if (Version == ChainVersion.Row)
        {
            NetworkOrder.Write32(ref start, 4, Generation.Value);
            NetworkOrder.Write32(ref start, 8, ((uint)Pool.Value << 20) | ((uint)Bucket & 0xfffff));
            offset = 12;
        }

        for (int i = 0; i < hops.Count; i++, offset += 4) NetworkOrder.Write32(ref start, offset, hops[i].Value);
    }

    /// <summary>
    /// The header for the previous owner at <paramref name="index"/>: behind it comes the next, and one hop is
    /// spent.
    /// </summary>
    /// <param name="index"><see cref="NextHop"/> or a later index below the hop count.</param>
    public ChainHeader ForwardedTo(int index) =>
        this with { NextHop = (byte)(index + 1), HopBudget = (byte)Math.Max(HopBudget - 1, 0) };

    private static ChainHeader ReadGlb(ReadOnlySpan<byte> words) =>
        new() { Version = ChainVersion.Glb, NextHop = words[2], Hops = ReadHops(words[4..]) };

    private static ChainHeader ReadRow(ReadOnlySpan<byte> words)
    {
        uint place = BinaryPrimitives.ReadUInt32BigEndian(words[8..]);
        return new ChainHeader
        {
            Version = ChainVersion.Row,
            Reroutes = (byte)(words[0] & 3),
            HopBudget = words[1],
            NextHop = words[2],
            Generation = new Generation(BinaryPrimitives.ReadUInt32BigEndian(words[4..])),
            Pool = new PoolId((ushort)(place >> 20)),
            Bucket = (int)(place & 0xfffff),
            Hops = ReadHops(words[12..]),
        };
    }

    private static ChainHops ReadHops(ReadOnlySpan<byte> words)
    {
        Span<uint> addresses = stackalloc uint[ChainHops.CountMax];
        for (int i = 0; i < words.Length; i += 4) addresses[i / 4] = BinaryPrimitives.ReadUInt32BigEndian(words[i..]);
        return new ChainHops(addresses[..(words.Length / 4)]);
    }
}
