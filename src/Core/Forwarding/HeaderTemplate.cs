using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    public HeaderTemplate(Pool pool, ForwardingSettings settings)
    {
        _source = settings.Address.Value;
        _typeOfService = (uint)settings.Dscp << 2;
        _timeToLive = ((uint)OuterHeader.TimeToLive << 24) | ((uint)TransportProtocol.Udp << 16);
        _sum = InternetChecksum.Fold(0x45000000ul + DontFragment + _timeToLive + _source);
        _isGlb = pool.HeaderVersion == 0;
        _chain = _isGlb ? 0 : ((uint)ChainVersion.Row << 28) | ((uint)ChainHeader.HopBudgetDefault << 16);
        _pool = (uint)pool.Id.Value << 20;
    }

    /// <summary>Bytes in front of the client's packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Size(int hops) => (_isGlb ? GlbHopsOffset : RowHopsOffset) + (hops * 4);

    /// <summary>Writes every byte in front of the client's packet.</summary>
    /// <param name="destination">Exactly <see cref="Size"/> bytes.</param>
    /// <param name="row">Generation, current, previous..., and nothing behind the last previous owner.</param>
    /// <param name="bucket">The bucket of that row.</param>
    /// <param name="sourcePort">From the flow's hash.</param>
    /// <param name="innerTypeOfService">Of the client's packet: its congestion bits are copied (RFC 6040).</param>
    /// <param name="innerLength">Bytes of the client's packet.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(
        Span<byte> destination,
        ReadOnlySpan<uint> row,
        int bucket,
        ushort sourcePort,
        int innerTypeOfService,
        int innerLength)
    {
        Debug.Assert(destination.Length == Size(row.Length - 2), "The span is not what the row needs.");
        ref byte start = ref MemoryMarshal.GetReference(destination);
        uint server = row[1];
        uint total = (uint)(destination.Length + innerLength);
        uint first = ((_typeOfService | (uint)(innerTypeOfService & 3)) << 16) | total;
        uint checksum = InternetChecksum.Finish((ulong)_sum + first + server);
        uint ports = ((uint)sourcePort << 16) | OuterHeader.Port;
        uint gue = ((uint)(destination.Length - ChainOffset) << 22) | ((uint)GueHeader.IPv4 << 16);
        NetworkOrder.Write64(ref start, 0, ((ulong)(0x45000000 | first) << 32) | DontFragment);
        NetworkOrder.Write64(ref start, 8, ((ulong)(_timeToLive | checksum) << 32) | _source);
        NetworkOrder.Write64(ref start, 16, ((ulong)server << 32) | ports);
        NetworkOrder.Write64(ref start, 24, ((ulong)(total - IPv4Header.MinimumSize) << 48) | gue);
        NetworkOrder.Write32(ref start, ChainOffset, _chain | (uint)(row.Length - 2));
        int offset = GlbHopsOffset;
        if (!_isGlb)
        {
            NetworkOrder.Write64(ref start, GlbHopsOffset, ((ulong)row[0] << 32) | _pool | (uint)bucket);
            offset = RowHopsOffset;
        }

        for (int i = 2; i < row.Length; i++, offset += 4) NetworkOrder.Write32(ref start, offset, row[i]);
    }
}
