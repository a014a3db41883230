using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Core.Hashing;

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
/// Written as two words, read by field: a processor hands a part of a word that it has just stored to the load that
/// asks for it, but not a whole that was stored in parts.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct ForwardingPlan
{
    [FieldOffset(0)]
    private ulong _row;

    [FieldOffset(0)]
    private int _bucket;

    [FieldOffset(4)]
    private readonly int _service;

    [FieldOffset(8)]
    private ulong _packet;

    [FieldOffset(8)]
    private readonly byte _typeOfService;

    [FieldOffset(9)]
    private readonly byte _timeToLive;

    [FieldOffset(10)]
    private ushort _sourcePort;

    [FieldOffset(12)]
    private readonly ushort _length;

    [FieldOffset(14)]
    private readonly ushort _start;

    /// <summary>Index in <see cref="ForwardingTable.Services"/>; only when <see cref="HasRow"/>.</summary>
    public readonly int Service => _service;

    /// <summary>The bucket of the flow; negative when it is passed or dropped without a look at its row.</summary>
    public readonly int Bucket => _bucket;

    /// <summary>The first word as drawn.</summary>
    internal readonly ulong ServiceAndBucket => _row;

    /// <summary>Where the packet's IPv4 header begins in its buffer, 0..65,535.</summary>
    public readonly int Start => _start;

    /// <summary>Bytes of the packet.</summary>
    public readonly int Length => _length;

    /// <summary>UDP source port of the tunnel.</summary>
    public readonly ushort SourcePort => _sourcePort;

    /// <summary>Time to live as received.</summary>
    public readonly byte TimeToLive => _timeToLive;

    /// <summary>DSCP and ECN of the packet.</summary>
    public readonly byte TypeOfService => _typeOfService;

    /// <summary>Why it is dropped, when there is no row; <see cref="DropReason.None"/>: it is passed.</summary>
    public readonly DropReason Reason => HasRow ? DropReason.None : (DropReason)~_bucket;

    /// <summary>Whether a row decides, so that it is worth having in the cache.</summary>
    public readonly bool HasRow => _bucket >= 0;

    /// <summary>A packet of a service, to be followed by <see cref="Place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Route(
        int service, int bucketCount, int start, int length, uint timeToLive, uint typeOfService)
    {
        Debug.Assert((uint)start <= ushort.MaxValue, "A packet begins within the first 64 KiB of its buffer.");
        _row = ((ulong)(uint)service << 32) | (uint)bucketCount;
        _packet = ((ulong)(uint)start << 48) | ((ulong)(uint)length << 32) | (timeToLive << 8) | typeOfService;
    }

    /// <summary>Puts it where its flow's hash says. Until then the bucket's place holds how many there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Place(FlowHash hash)
    {
        _bucket = hash.Bucket(_bucket);
        _sourcePort = hash.SourcePort;
    }

    /// <summary>A packet that is left to the host.</summary>
    internal void Pass() => Drop(DropReason.None);

    /// <summary>A packet that is dropped whatever its row says.</summary>
    internal void Drop(DropReason reason)
    {
        _row = (uint)~(int)reason;
        _packet = 0;
    }
}
