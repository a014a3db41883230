using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Beamer.Core.Tables;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>The outer headers of one pool's packets: the bytes of <see cref="Encapsulation"/>, faster.</summary>
/// <remarks>
/// <see cref="Encapsulation"/> writes them once, without a hop; a packet gets a copy, three registers wide, and the
/// fields that are its own. A property keeps the two writers equal, bit for bit.
/// </remarks>
internal sealed class HeaderTemplate
{
    private const int GueOffset = OuterHeader.Size;
    private const int ChainOffset = GueOffset + GueHeader.Size;
    private const int HopCountOffset = ChainOffset + 3;
    private const int GenerationOffset = ChainOffset + 4;
    private const int BucketOffset = ChainOffset + 8;

    private readonly Vector128<byte> _first;
    private readonly Vector128<byte> _second;
    private readonly Vector128<byte> _last;
    private readonly nuint _lastOffset;
    private readonly uint _sum;
    private readonly uint _typeOfService;
    private readonly int _extensionWords;
    private readonly uint _pool;
    private readonly int _previousMax;
    private readonly bool _hasGeneration;

    public HeaderTemplate(Pool pool, ForwardingSettings settings)
    {
        var version = (ChainVersion)pool.HeaderVersion;
        FixedSize = Encapsulation.Size(version, 0);
        byte[] bytes = new byte[FixedSize];
        byte typeOfService = OuterHeader.TypeOfServiceFor(settings.Dscp, 0);
        Encapsulation.Write(
            bytes,
            new OuterHeader(settings.Address, default, 0, typeOfService),
            new ChainHeader { Version = version, HopBudget = ChainHeader.HopBudgetDefault, Pool = pool.Id },
            packetLength: 0);
        _first = Vector128.Create<byte>(bytes);
        _second = Vector128.Create<byte>(bytes.AsSpan(Vector128<byte>.Count));
        _lastOffset = (nuint)(FixedSize - Vector128<byte>.Count);
        _last = Vector128.Create<byte>(bytes.AsSpan((int)_lastOffset));
        // All that is the same for every packet: neither the length nor the checksum itself.
        bytes.AsSpan(2, sizeof(ushort)).Clear();
        bytes.AsSpan(10, sizeof(ushort)).Clear();
        _sum = InternetChecksum.Sum(bytes.AsSpan(0, IPv4Header.MinimumSize));
        _typeOfService = typeOfService;
        _extensionWords = bytes[GueOffset];
        _pool = (uint)pool.Id.Value << 20;
        _previousMax = pool.PreviousMax;
        _hasGeneration = version == ChainVersion.Row;
    }

    /// <summary>Bytes in front of the client's packet when the row names no previous owner.</summary>
    public int FixedSize { get; }

    /// <summary>Writes every byte in front of the client's packet.</summary>
    /// <param name="start">The first of these bytes, which end where the client's packet begins.</param>
    /// <param name="row">Generation, current, previous, and zeros behind the last of these.</param>
    /// <param name="hops">How many previous owners the row names.</param>
    /// <param name="plan">Bucket, source port, and the congestion bits, which are copied (RFC 6040).</param>
    /// <param name="length">Bytes of the outer packet.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ref byte start, ref readonly uint row, int hops, in ForwardingPlan plan, int length)
    {
        // The hops first: what WriteTwoHops writes too far in front is overwritten.
        if (_previousMax == 2) WriteTwoHops(ref start, in row, FixedSize + (hops * 4));
        else WriteHops(ref start, in row, hops);
        _first.StoreUnsafe(ref start);
        _second.StoreUnsafe(ref start, (nuint)Vector128<byte>.Count);
        _last.StoreUnsafe(ref start, _lastOffset);
        uint server = Word(in row, 1);
        uint congestion = plan.TypeOfService & 3u;
        Unsafe.Add(ref start, 1) = (byte)(_typeOfService | congestion);
        NetworkOrder.Write16(ref start, 2, length);
        NetworkOrder.Write16(
            ref start, 10, InternetChecksum.Finish((ulong)_sum + congestion + (uint)length + server));
        NetworkOrder.Write32(ref start, 16, server);
        NetworkOrder.Write16(ref start, 20, plan.SourcePort);
        NetworkOrder.Write16(ref start, 24, length - IPv4Header.MinimumSize);
        Unsafe.Add(ref start, GueOffset) = (byte)(_extensionWords + hops);
        Unsafe.Add(ref start, HopCountOffset) = (byte)hops;
        if (!_hasGeneration) return;
        NetworkOrder.Write32(ref start, GenerationOffset, row);
        NetworkOrder.Write32(ref start, BucketOffset, _pool | (uint)plan.Bucket);
    }

    /// <summary>K = 2, the common case: both words at once, the last used one right in front of the packet.</summary>
    /// <remarks>No branch depends on the row.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteTwoHops(ref byte start, ref readonly uint row, int size)
    {
        uint second = Word(in row, 3);
        ulong both = ((ulong)Word(in row, 2) << 32) | second;
        int shift = (int)(~(0ul - second) >> 63) << 5;
        NetworkOrder.Write64(ref start, size - 8, both >> shift);
    }

    private void WriteHops(ref byte start, ref readonly uint row, int hops)
    {
        for (int i = 0; i < hops; i++) NetworkOrder.Write32(ref start, FixedSize + (i * 4), Word(in row, i + 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(ref readonly uint row, int index) => Unsafe.Add(ref Unsafe.AsRef(in row), index);
}
