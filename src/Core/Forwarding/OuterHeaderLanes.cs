using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Beamer.Core.Tables;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>The outer headers of eight packets at once, for rows with K = 2 and chain headers with a row.</summary>
/// <remarks>
/// A header is eleven words and the hops. Word 0 of all packets is made in one register, and so on; then four
/// registers of words are turned into four registers of packets. What is the same for all packets comes from
/// <see cref="Encapsulation"/>; a property keeps the two writers equal, bit for bit.
/// </remarks>
internal sealed class OuterHeaderLanes
{
    /// <summary>Words of a row: generation, current, two previous.</summary>
    public const int Stride = 4;

    // Bytes in front of the client's packet without a hop, and for each of them.
    private const uint FixedSize = 44;
    private const int HopShift = 2;

    private readonly Vector256<uint> _word0;
    private readonly Vector256<uint> _word1;
    private readonly Vector256<uint> _word2;
    private readonly Vector256<uint> _word3;
    private readonly Vector256<uint> _word5;
    private readonly Vector256<uint> _word6;
    private readonly Vector256<uint> _word7;
    private readonly Vector256<uint> _word8;
    private readonly Vector256<uint> _sum;

    public OuterHeaderLanes(ForwardingSettings settings)
    {
        byte[] bytes = new byte[FixedSize];
        Encapsulation.Write(
            bytes,
            new OuterHeader(settings.Address, default, 0, OuterHeader.TypeOfServiceFor(settings.Dscp, 0)),
            new ChainHeader { Version = ChainVersion.Row, HopBudget = ChainHeader.HopBudgetDefault },
            packetLength: 0);
        // Nothing that is a packet's own: both lengths and the checksum.
        bytes.AsSpan(2, sizeof(ushort)).Clear();
        bytes.AsSpan(10, sizeof(ushort)).Clear();
        bytes.AsSpan(24, sizeof(ushort)).Clear();
        _sum = Vector256.Create(InternetChecksum.Sum(bytes.AsSpan(0, IPv4Header.MinimumSize)));
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        _word0 = Vector256.Create(words[0]);
        _word1 = Vector256.Create(words[1]);
        _word2 = Vector256.Create(words[2]);
        _word3 = Vector256.Create(words[3]);
        _word5 = Vector256.Create(words[5]);
        _word6 = Vector256.Create(words[6]);
        _word7 = Vector256.Create(words[7]);
        _word8 = Vector256.Create(words[8]);
    }

    /// <summary>Whether a pool's headers can be written here.</summary>
    public static bool Fits(Pool pool) => pool is { PreviousMax: 2, HeaderVersion: (byte)ChainVersion.Row };

    /// <summary>Composes the headers of a group.</summary>
    /// <param name="group">
    /// Packets with a bucket; gets headers and where they begin, and the length 0 for what is not forwarded.
    /// </param>
    /// <param name="rows">Their rows: in W0 those of the packets 0 and 4, and so on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Compose(ref PacketGroup group, FourWords rows)
    {
        FourWords columns = rows.Transpose();
        Vector256<uint> generation = columns.W0;
        Vector256<uint> server = columns.W1;
        // A mask of ones is −1.
        Vector256<uint> lacksSecond = Vector256.Equals(columns.W3, Vector256<uint>.Zero);
        Vector256<uint> hops = Vector256.Create(2u) + Vector256.Equals(columns.W2, Vector256<uint>.Zero) + lacksSecond;
        Vector256<uint> size = Vector256.Create(FixedSize) + (hops << HopShift);
        Vector256<uint> length = size + group.Length;
        Vector256<uint> isBad = Vector256.Equals(server, Vector256<uint>.Zero)
            | Vector256.GreaterThan(length.AsInt32(), group.Pools.Limits.High.AsInt32()).AsUInt32()
            | Vector256.GreaterThan(size.AsInt32(), group.Start.AsInt32()).AsUInt32();
        group.OuterLength = Vector256.AndNot(group.IsSound, isBad) & length;
        group.OuterStart = group.Start - size;
        WriteHops(ref group, columns.W2, columns.W3, lacksSecond);
        WriteIPv4(ref group, length, server);
        Vector256<uint> gue = _word7 + hops;
        WriteUdp(ref group, length, server, gue);
        WriteChain(ref group, gue, hops, generation);
    }

    /// <summary>Both hops; when there is only one, it is the second of the two places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteHops(
        ref PacketGroup group, Vector256<uint> newest, Vector256<uint> older, Vector256<uint> lacksSecond)
    {
        Vector256<uint> last = Lanes.SwapBytes(Vector256.ConditionalSelect(lacksSecond, newest, older));
        newest = Lanes.SwapBytes(newest);
        Vector256<ulong> even = FourWords.ZipLower(newest, last).AsUInt64();
        Vector256<ulong> odd = FourWords.ZipUpper(newest, last).AsUInt64();
        group.Outer[0].Hops = even[0];
        group.Outer[1].Hops = even[1];
        group.Outer[2].Hops = odd[0];
        group.Outer[3].Hops = odd[1];
        group.Outer[4].Hops = even[2];
        group.Outer[5].Hops = even[3];
        group.Outer[6].Hops = odd[2];
        group.Outer[7].Hops = odd[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteIPv4(ref PacketGroup group, Vector256<uint> length, Vector256<uint> server)
    {
        // The congestion bits are copied (RFC 6040).
        Vector256<uint> congestion = group.TypeOfService & Vector256.Create(3u);
        Vector256<uint> sum = Lanes.Fold(_sum + congestion + length + (server & Lanes.Half) + (server >> 16));
        FourWords packets = new FourWords(
            _word0 | Lanes.SwapBytes((congestion << 16) | length),
            _word1,
            _word2 | Lanes.SwapBytes(sum ^ Lanes.Half),
            _word3).Transpose();
        group.Outer[0].First = packets.W0.GetLower();
        group.Outer[1].First = packets.W1.GetLower();
        group.Outer[2].First = packets.W2.GetLower();
        group.Outer[3].First = packets.W3.GetLower();
        group.Outer[4].First = packets.W0.GetUpper();
        group.Outer[5].First = packets.W1.GetUpper();
        group.Outer[6].First = packets.W2.GetUpper();
        group.Outer[7].First = packets.W3.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteUdp(
        ref PacketGroup group, Vector256<uint> length, Vector256<uint> server, Vector256<uint> gue)
    {
        FourWords packets = new FourWords(
            Lanes.SwapBytes(server),
            _word5 | Lanes.SwapBytes(group.SourcePort << 16),
            _word6 | Lanes.SwapBytes((length - Vector256.Create((uint)IPv4Header.MinimumSize)) << 16),
            gue).Transpose();
        group.Outer[0].Second = packets.W0.GetLower();
        group.Outer[1].Second = packets.W1.GetLower();
        group.Outer[2].Second = packets.W2.GetLower();
        group.Outer[3].Second = packets.W3.GetLower();
        group.Outer[4].Second = packets.W0.GetUpper();
        group.Outer[5].Second = packets.W1.GetUpper();
        group.Outer[6].Second = packets.W2.GetUpper();
        group.Outer[7].Second = packets.W3.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteChain(
        ref PacketGroup group, Vector256<uint> gue, Vector256<uint> hops, Vector256<uint> generation)
    {
        FourWords packets = new FourWords(
            gue,
            _word8 | (hops << 24),
            Lanes.SwapBytes(generation),
            Lanes.SwapBytes(group.Pools.Limits.Low | group.Bucket)).Transpose();
        group.Outer[0].Third = packets.W0.GetLower();
        group.Outer[1].Third = packets.W1.GetLower();
        group.Outer[2].Third = packets.W2.GetLower();
        group.Outer[3].Third = packets.W3.GetLower();
        group.Outer[4].Third = packets.W0.GetUpper();
        group.Outer[5].Third = packets.W1.GetUpper();
        group.Outer[6].Third = packets.W2.GetUpper();
        group.Outer[7].Third = packets.W3.GetUpper();
    }
}
