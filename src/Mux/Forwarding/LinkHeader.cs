using System.Buffers.Binary;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Mux.Forwarding;

/// <summary>The Ethernet header back to the router that a frame came from, tags as they were.</summary>
/// <remarks>Read before the frame is wrapped: the outer headers lie where the old Ethernet header was.</remarks>
internal readonly ref struct LinkHeader
{
    /// <summary>Both addresses, two tags and one more that the kernel took out, EtherType.</summary>
    public const int SizeMax = EthernetFrame.HeaderSize + (3 * EthernetFrame.TagSize);

    private const int AddressSize = 6;

    private readonly Span<byte> _bytes;

    private LinkHeader(Span<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes of the header; 0 when the frame had none that can be read.</summary>
    public int Length => _bytes.Length;

    /// <summary>The header back to the sender of a received frame.</summary>
    /// <param name="frame">As received.</param>
    /// <param name="own">This interface's link address, 6 bytes.</param>
    /// <param name="memory">At least <see cref="SizeMax"/> bytes.</param>
    public static LinkHeader Back(scoped PacketFrame frame, scoped ReadOnlySpan<byte> own, Span<byte> memory)
    {
        if ((frame.Flags & PacketFrameFlags.VlanStripped) == 0) return Back(frame.Packet, own, memory);
        Span<byte> tag = stackalloc byte[EthernetFrame.TagSize];
        BinaryPrimitives.WriteUInt16BigEndian(tag, frame.VlanEtherType);
        BinaryPrimitives.WriteUInt16BigEndian(tag[2..], frame.VlanControl);
        return Back(frame.Packet, own, memory, tag);
    }

    /// <summary>The header back to the sender of a frame.</summary>
    /// <param name="frame">From its destination address on.</param>
    /// <param name="own">This interface's link address, 6 bytes.</param>
    /// <param name="memory">At least <see cref="SizeMax"/> bytes.</param>
    /// <param name="strippedTag">The outermost tag, when the kernel took it out of the frame.</param>
    public static LinkHeader Back(
        scoped ReadOnlySpan<byte> frame,
        scoped ReadOnlySpan<byte> own,
        Span<byte> memory,
        scoped ReadOnlySpan<byte> strippedTag = default)
    {
        if (!EthernetFrame.TryRead(frame, out EthernetFrame ethernet, out _)) return default;
        ReadOnlySpan<byte> rest = frame[(2 * AddressSize)..ethernet.PayloadOffset];
        ethernet.SourceMac.CopyTo(memory);
        own.CopyTo(memory[AddressSize..]);
        strippedTag.CopyTo(memory[(2 * AddressSize)..]);
        rest.CopyTo(memory[((2 * AddressSize) + strippedTag.Length)..]);
        return new LinkHeader(memory[..((2 * AddressSize) + strippedTag.Length + rest.Length)]);
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> destination) => _bytes.CopyTo(destination);
}
