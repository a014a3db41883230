using System.Runtime.CompilerServices;
using Beamer.Core.Tables;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>The outer headers of one pool's packets: the bytes of <see cref="Encapsulation"/>, faster.</summary>
/// <remarks>
/// What is constant for a pool is computed once, so that a packet costs a handful of 64-bit stores. A property keeps
/// the two writers equal, bit for bit.
/// </remarks>
internal sealed class HeaderTemplate
{
    private const int GueOffset = OuterHeader.Size;
    private const int ChainOffset = GueOffset + GueHeader.Size;
    private const int GlbHopsOffset = ChainOffset + 4;
    private const int RowHopsOffset = ChainOffset + 12;
    private const ulong DontFragment = 0x4000;

    private readonly uint _source;
    private readonly uint _typeOfService;
    private readonly uint _timeToLive;
    private readonly uint _sum;
    private readonly uint _chain;
    private readonly uint _pool;
    private readonly bool _isGlb;
    private readonly int _fixedSize;

    public HeaderTemplate(Pool pool, ForwardingSettings settings)
    {
        _source = settings.Address.Value;
        _typeOfService = (uint)settings.Dscp << 2;
        _timeToLive = ((uint)OuterHeader.TimeToLive << 24) | ((uint)TransportProtocol.Udp << 16);
        _sum = InternetChecksum.Fold(0x45000000ul + DontFragment + _timeToLive + _source);
        _isGlb = pool.HeaderVersion == 0;
        _chain = _isGlb ? 0 : ((uint)ChainVersion.Row << 28) | ((uint)ChainHeader.HopBudgetDefault << 16);
        _pool = (uint)pool.Id.Value << 20;
        _fixedSize = _isGlb ? GlbHopsOffset : RowHopsOffset;
    }

    /// <summary>Bytes in front of the client's packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Size(int hops) => _fixedSize + (hops * 4);

    /// <summary>Writes every byte in front of the client's packet.</summary>
    /// <param name="start">The first of <see cref="Size"/> bytes, which end where the client's packet begins.</param>
    /// <param name="row">Generation, current, previous, and zeros behind the last of these.</param>
    /// <param name="hops">How many previous owners the row names.</param>
    /// <param name="bucket">The bucket of that row.</param>
    /// <param name="sourcePort">From the flow's hash.</param>
    /// <param name="innerTypeOfService">Of the client's packet: its congestion bits are copied (RFC 6040).</param>
    /// <param name="innerLength">Bytes of the client's packet.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(
        ref byte start,
        ReadOnlySpan<uint> row,
        int hops,
        int bucket,
        ushort sourcePort,
        int innerTypeOfService,
        int innerLength)
    {
        int size = Size(hops);
        if (row.Length == 4) WriteTwoHops(ref start, row, size);
        else WriteHops(ref start, row, hops);
        uint server = row[1];
        uint total = (uint)(size + innerLength);
        uint first = ((_typeOfService | (uint)(innerTypeOfService & 3)) << 16) | total;
        uint checksum = InternetChecksum.Finish((ulong)_sum + first + server);
        uint ports = ((uint)sourcePort << 16) | OuterHeader.Port;
        uint gue = ((uint)(size - ChainOffset) << 22) | ((uint)GueHeader.IPv4 << 16);
        NetworkOrder.Write64(ref start, 0, ((ulong)(0x45000000 | first) << 32) | DontFragment);
        NetworkOrder.Write64(ref start, 8, ((ulong)(_timeToLive | checksum) << 32) | _source);
        NetworkOrder.Write64(ref start, 16, ((ulong)server << 32) | ports);
        NetworkOrder.Write64(ref start, 24, ((ulong)(total - IPv4Header.MinimumSize) << 48) | gue);
        NetworkOrder.Write32(ref start, ChainOffset, _chain | (uint)hops);
        if (!_isGlb)
        {
            NetworkOrder.Write64(ref start, GlbHopsOffset, ((ulong)row[0] << 32) | _pool | (uint)bucket);
        }
    }

    /// <summary>K = 2, the common case: both words at once, the last used one right in front of the packet.</summary>
    /// <remarks>What lies before it is written afterwards. No branch depends on the row.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteTwoHops(ref byte start, ReadOnlySpan<uint> row, int size)
    {
        ulong both = ((ulong)row[2] << 32) | row[3];
        int shift = (int)(~(0ul - row[3]) >> 63) << 5;
        NetworkOrder.Write64(ref start, size - 8, both >> shift);
    }

    private void WriteHops(ref byte start, ReadOnlySpan<uint> row, int hops)
    {
        for (int i = 0; i < hops; i++) NetworkOrder.Write32(ref start, _fixedSize + (i * 4), row[i + 2]);
    }
}
