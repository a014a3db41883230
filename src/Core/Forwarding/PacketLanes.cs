using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>The checks and the hash of eight packets.</summary>
internal static class PacketLanes
{
    /// <summary>Judges the packets that nobody has judged, and finds every packet's bucket.</summary>
    /// <param name="lines">What was read: eight lines.</param>
    /// <param name="group">Has the pools; gets the result.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Place(ReadOnlySpan<PacketLine> lines, ref PacketGroup group)
    {
        lines = lines[..PacketGroup.Size];
        (EightWords addresses, EightWords portsAndProtocol) = EightWords.FlowsOf(lines);
        Judge(lines, ref group, addresses, portsAndProtocol.Low);
        Hash(ref group, addresses, portsAndProtocol);
    }

    /// <summary>All that <see cref="FlowReader"/> checks, beyond the shape (<see cref="PlainTcpFrame"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Judge(
        ReadOnlySpan<PacketLine> lines, ref PacketGroup group, EightWords addresses, Vector256<uint> ports)
    {
        FourWords header = FourWords.HeadersOf(lines).Transpose();
        FourWords numbers = FourWords.NumbersOf(lines).Transpose();
        Vector256<uint> source = addresses.Low;
        Vector256<int> length = (Lanes.SwapBytes(header.W0) & Lanes.Half).AsInt32();
        Vector256<int> dataSize = ((numbers.W0 >> 4) << 2).AsInt32();
        Vector256<int> room = numbers.W1.AsInt32() - Vector256.Create(PlainTcpFrame.Offset);
        Vector256<int> isBad = Vector256.GreaterThan(length, room)
            | Vector256.GreaterThan(Vector256.Create(PlainTcpFrame.LengthMin), length)
            | Vector256.GreaterThan(Vector256.Create(TcpHeader.MinimumSize), dataSize)
            | Vector256.GreaterThan(dataSize + Vector256.Create(IPv4Header.MinimumSize), length)
            | IsMartian((source & Vector256.Create(0xffu)).AsInt32())
            | Vector256.Equals(source, addresses.High).AsInt32()
            | Vector256.Equals(ports & Lanes.Half, Vector256<uint>.Zero).AsInt32();
        Vector256<uint> isWhole = HasRightChecksum(header, addresses.High);
        Vector256<uint> isJudged = Vector256.Equals(numbers.W0, Vector256.Create(PacketLine.IsJudged));
        Vector256<uint> isAccepted = Vector256.AndNot(isWhole, isBad.AsUInt32()) | isJudged;
        group.IsSound = Vector256.AndNot(isAccepted, IsLastRouter(header.W2));
        group.FrameLength = numbers.W1;
        group.Start = numbers.W2;
        group.Length = length.AsUInt32();
        group.TypeOfService = (header.W0 >> 8) & Vector256.Create(0xffu);
        group.NextHeader2 = NextRouter(header.W2);
    }

    /// <summary>Networks that no client has: 0.0.0.0/8, 127.0.0.0/8, and from 224.0.0.0 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> IsMartian(Vector256<int> network) =>
        Vector256.Equals(network, Vector256<int>.Zero)
        | Vector256.Equals(network, Vector256.Create(127))
        | Vector256.GreaterThan(network, Vector256.Create(223));

    /// <summary>All ones where the header sums up to all ones (RFC 1071: in any byte order).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> HasRightChecksum(FourWords header, Vector256<uint> destination)
    {
        Vector256<uint> half = Lanes.Half;
        Vector256<uint> sum = (header.W0 & half) + (header.W1 & half) + (header.W2 & half) + (header.W3 & half)
            + (header.W0 >> 16) + (header.W1 >> 16) + (header.W2 >> 16) + (header.W3 >> 16)
            + (destination & half) + (destination >> 16);
        return Vector256.Equals(Lanes.Fold(sum), half);
    }

    /// <summary>A time to live of 0 or 1, the first byte as it lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> IsLastRouter(Vector256<uint> header2) => Vector256.GreaterThan(
        Vector256.Create(2), (header2 & Vector256.Create(0xffu)).AsInt32()).AsUInt32();

    /// <summary>The time to live one less, and the checksum: as <see cref="IPv4Rewrite"/> does it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> NextRouter(Vector256<uint> header2)
    {
        Vector256<uint> word = Lanes.SwapBytes(header2);
        Vector256<uint> checksum = (word & Lanes.Half) + Vector256.Create(0x100u);
        checksum = (checksum + ((checksum + Vector256<uint>.One) >> 16)) & Lanes.Half;
        return Lanes.SwapBytes(Vector256.AndNot(word - Vector256.Create(0x0100_0000u), Lanes.Half) | checksum);
    }

    /// <summary>Bucket and source port, as <see cref="FlowHash"/> has them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Hash(ref PacketGroup group, EightWords addresses, EightWords portsAndProtocol)
    {
        ref PoolWords pools = ref group.Pools;
        var hash = new EightWords(
            FlowHashLanes.Of(pools.Key0.A, pools.Key1.A, addresses.A, portsAndProtocol.A),
            FlowHashLanes.Of(pools.Key0.B, pools.Key1.B, addresses.B, portsAndProtocol.B));
        var bucket = new EightWords(
            Lanes.Multiply(hash.A >> 32, pools.BucketCount.A),
            Lanes.Multiply(hash.B >> 32, pools.BucketCount.B));
        group.Bucket = bucket.High;
        group.SourcePort = Vector256.Create((uint)FlowHash.SourcePortFirst) | (hash.Low & Vector256.Create(0x3fffu));
    }
}
