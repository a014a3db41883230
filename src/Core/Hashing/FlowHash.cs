using System.Runtime.CompilerServices;

namespace Beamer.Core.Hashing;

/// <summary>
/// The hash of a flow: its bucket and the UDP source port of its tunnel follow from it, on every MUX and agent.
/// </summary>
/// <remarks>
/// SipHash-1-3 over sixteen bytes in network order:
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                        Source address                         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Destination address                      |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |          Source port          |       Destination port        |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |   Protocol    |                   0 (24 bits)                 |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// Bucket and port use different bits, so that routers which spread by the port do not follow the buckets.
/// </remarks>
/// <param name="Value">All 64 bits.</param>
public readonly record struct FlowHash(ulong Value)
{
    /// <summary>The first UDP source port of the tunnel: the range 49152..65535 of RFC 6335, section 6.</summary>
    public const ushort SourcePortFirst = 49152;

    /// <summary>The hash of <paramref name="flow"/> in a pool whose key is <paramref name="key"/>.</summary>
    public static FlowHash Of(SipKey key, in Flow flow) => Of(key, FlowWords.Of(flow));

    /// <summary>The same for the bytes drawn above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static FlowHash Of(SipKey key, FlowWords words) => new(SipHash.Hash13(key, words.Word0, words.Word1));

    /// <summary>The bucket, 0..<paramref name="bucketCount"/> − 1: the high 32 bits, scaled.</summary>
    /// <param name="bucketCount">Buckets of the pool, 1..1,048,576.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bucket(int bucketCount) => (int)(((Value >> 32) * (uint)bucketCount) >> 32);

    /// <summary>
    /// The UDP source port of the tunnel, 49152..65535: the low 14 bits. Constant for a flow wherever it passes.
    /// </summary>
    public ushort SourcePort => (ushort)(SourcePortFirst | (Value & 0x3fff));

    /// <summary>Sixteen hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
