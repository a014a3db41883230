using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>Eight packets of a block, field by field: what one packet needs is done for eight at once.</summary>
/// <remarks>
/// <code>
///  lane       0      1      2      3      4      5      6      7
///         +------+------+------+------+------+------+------+------+
/// Bucket  | 4711 |   17 | ...                                     |   one 256-bit register
///         +------+------+------+------+------+------+------+------+
/// Length  | 1500 |   40 | ...                                     |   another
///         +------+------+------+------+------+------+------+------+
/// </code>
/// </remarks>
internal struct PacketGroup
{
    /// <summary>Packets of a group.</summary>
    public const int Size = 8;

    /// <summary>The constants of the packets' pools; they stay from batch to batch while the pool does.</summary>
    public PoolWords Pools;

    // Written by Place.

    /// <summary>The bucket of the flow.</summary>
    public Vector256<uint> Bucket;

    /// <summary>The UDP source port of the tunnel.</summary>
    public Vector256<uint> SourcePort;

    /// <summary>Bytes of the packet.</summary>
    public Vector256<uint> Length;

    /// <summary>DSCP and ECN of the packet.</summary>
    public Vector256<uint> TypeOfService;

    /// <summary>All ones: <see cref="FlowReader"/> accepts it, and it may pass another router.</summary>
    public Vector256<uint> IsSound;

    /// <summary>The third header word one router further: time to live, protocol, checksum, as they lie.</summary>
    public Vector256<uint> NextHeader2;

    /// <summary>Where the packet begins in its buffer.</summary>
    public Vector256<uint> Start;

    /// <summary>Bytes of the frame.</summary>
    public Vector256<uint> FrameLength;

    // Written by Compose.

    /// <summary>Bytes of the outer packet; 0: it is not forwarded, or not by lanes.</summary>
    public Vector256<uint> OuterLength;

    /// <summary>Where the outer packet begins.</summary>
    public Vector256<uint> OuterStart;

    /// <summary>The outer headers.</summary>
    public OuterLines Outer;

    /// <summary>One lane of a field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Lane(ref Vector256<uint> field, nuint lane) =>
        Unsafe.Add(ref Unsafe.As<Vector256<uint>, uint>(ref field), lane);

    /// <summary>The outer header of one lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly OuterHeaderBytes Lane(ref OuterLines outer, nuint lane) =>
        ref Unsafe.Add(ref Unsafe.As<OuterLines, OuterHeaderBytes>(ref outer), lane);

    [InlineArray(Size)]
    public struct OuterLines
    {
        private OuterHeaderBytes _first;
    }
}
