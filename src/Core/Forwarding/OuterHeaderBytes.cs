using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Beamer.Core.Forwarding;

/// <summary>The outer headers of a packet with at most two hops, in pieces that fit registers.</summary>
/// <remarks>
/// <code>
/// 0               16              32      40  44      52
/// +---------------+---------------+-------+---+-------+
/// | IPv4          |   | UDP   |GUE| chain     | hops  |   44 bytes and 4 for each hop
/// +---------------+---------------+-------+---+-------+
/// |     First     |    Second     |
///                             |     Third     |           from byte 28
///                                             | Hops  |   ends where the client's packet begins
/// </code>
/// With one hop or none the hops begin too early: what they overwrite is written after them.
/// </remarks>
internal struct OuterHeaderBytes
{
    /// <summary>Where the third piece begins.</summary>
    public const int ThirdOffset = 28;

    public Vector128<uint> First;
    public Vector128<uint> Second;
    public Vector128<uint> Third;
    public ulong Hops;

    /// <summary>Writes the pieces.</summary>
    /// <param name="outer">The first of the bytes; all of them were checked to be there.</param>
    /// <param name="packet">Where the client's packet begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write(ref byte outer, ref byte packet)
    {
        Unsafe.WriteUnaligned(ref Unsafe.Subtract(ref packet, sizeof(ulong)), Hops);
        First.AsByte().StoreUnsafe(ref outer);
        Second.AsByte().StoreUnsafe(ref outer, (nuint)Vector128<byte>.Count);
        Third.AsByte().StoreUnsafe(ref outer, ThirdOffset);
    }
}
