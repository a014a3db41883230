using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Forwarding;

/// <summary>What is known of a packet before its row is read.</summary>
/// <remarks>
/// <para>
/// Rows lie anywhere in a table larger than the cache. A worker plans a whole block and asks for each row's memory, and
/// only then writes: the rows have arrived by then.
/// </para>
/// <code>
///  63                           32 31                            0
/// +-------------------------------+-------------------------------+
/// |  service                      |  bucket; negative: no row     |
/// +---------------+---------------+---------------+-------+-------+
/// |  start        |  length       |  source port  |  TTL  |  ToS  |
/// +---------------+---------------+---------------+-------+-------+
/// </code>
/// Two words, so that it can travel in two registers.
/// </remarks>
public readonly record struct ForwardingPlan
{
    private readonly ulong _row;
    private readonly ulong _packet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ForwardingPlan(
        int service, int bucket, int start, int length, ushort sourcePort, byte timeToLive, byte typeOfService)
    {
        Debug.Assert((uint)start <= ushort.MaxValue, "A packet begins within the first 64 KiB of its buffer.");
        _row = ((ulong)(uint)service << 32) | (uint)bucket;
        _packet = ((ulong)(ushort)start << 48) | ((ulong)(ushort)length << 32)
            | ((ulong)sourcePort << 16) | ((ulong)timeToLive << 8) | typeOfService;
    }

    private ForwardingPlan(DropReason reason) => _row = (uint)~(int)reason;

    /// <summary>Index in <see cref="ForwardingTable.Services"/>; only when <see cref="HasRow"/>.</summary>
    public int Service => (int)(_row >> 32);

    /// <summary>The bucket of the flow; negative when it is passed or dropped without a look at its row.</summary>
    public int Bucket => (int)_row;

    /// <summary>Where the packet's IPv4 header begins in its buffer, 0..65,535.</summary>
    public int Start => (int)(_packet >> 48);

    /// <summary>Bytes of the packet.</summary>
    public int Length => (ushort)(_packet >> 32);

    /// <summary>UDP source port of the tunnel.</summary>
    public ushort SourcePort => (ushort)(_packet >> 16);

    /// <summary>Time to live as received.</summary>
    public byte TimeToLive => (byte)(_packet >> 8);

    /// <summary>DSCP and ECN of the packet.</summary>
    public byte TypeOfService => (byte)_packet;

    /// <summary>Why it is dropped, when there is no row; <see cref="DropReason.None"/>: it is passed.</summary>
    public DropReason Reason => HasRow ? DropReason.None : (DropReason)~Bucket;

    /// <summary>Whether a row decides, so that it is worth having in the cache.</summary>
    public bool HasRow => Bucket >= 0;

    /// <summary>A packet that is left to the host.</summary>
    internal static ForwardingPlan Pass => new(DropReason.None);

    /// <summary>A packet that is dropped whatever its row says.</summary>
    internal static ForwardingPlan Drop(DropReason reason) => new(reason);
}
