using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Beamer.Core.Wire;

/// <summary>The shape of nearly every frame: no VLAN tag, no IP option, no fragment, TCP.</summary>
/// <remarks>
/// A frame of this shape has its fields at fixed places, whatever is in them: what else <see cref="FlowReader"/>
/// checks is still to be checked.
/// </remarks>
internal static class PlainTcpFrame
{
    /// <summary>Where the IPv4 header of such a frame begins.</summary>
    public const int Offset = EthernetFrame.HeaderSize;

    /// <summary>The shortest IPv4 packet in it.</summary>
    public const int LengthMin = IPv4Header.MinimumSize + TcpHeader.MinimumSize;

    private const int FirstByte = Offset - 2;

    /// <summary>Whether a frame has this shape, and is long enough for the headers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasShape(ReadOnlySpan<byte> frame) =>
        frame.Length >= Offset + LengthMin && Deviation(in MemoryMarshal.GetReference(frame)) == Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Deviation(ref readonly byte frame)
    {
        //          EtherType | version | ToS | length | id  | fragment | TTL | protocol | checksum | source
        // expected 08 00     | 45      | -   | -  -   | - - | 00 00    | -   | 06       | -  -     | -  -
        // mask     ff ff     | ff      | 0   | 0  0   | 0 0 | 3f ff    | 0   | ff       | 0  0     | 0  0
        // Left out of the fragment's field: "reserved" and "do not fragment".
        Vector128<byte> expected = Vector128.Create((byte)8, 0, 0x45, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0);
        Vector128<byte> mask = Vector128.Create((byte)255, 255, 255, 0, 0, 0, 0, 0, 0x3f, 255, 0, 255, 0, 0, 0, 0);
        return (Vector128.LoadUnsafe(in frame, FirstByte) ^ expected) & mask;
    }
}
