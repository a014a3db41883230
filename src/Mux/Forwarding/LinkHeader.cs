using System.Buffers.Binary;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Mux.Forwarding;

/// <summary>The Ethernet header back to the router that a frame came from, tags as they were.</summary>
/// <remarks>Read before the frame is wrapped: the outer headers lie where the old Ethernet header was.</remarks>
internal ref struct LinkHeader
{
    /// <summary>Both addresses, two tags and one more that the kernel took out, EtherType.</summary>
    public const int SizeMax = EthernetFrame.HeaderSize + (3 * EthernetFrame.TagSize);

    private const int AddressSize = 6;

    private readonly Span<byte> _bytes;

    /// <param name="frame">The frame as received.</param>
    /// <param name="own">This interface's link address, 6 bytes.</param>
    /// <param name="memory">At least <see cref="SizeMax"/> bytes.</param>
    public LinkHeader(scoped PacketFrame frame, scoped ReadOnlySpan<byte> own, Span<byte> memory)
    {
        ReadOnlySpan<byte> packet = frame.Packet;
        if (!EthernetFrame.TryRead(packet, out EthernetFrame ethernet, out _)) return;
        ethernet.SourceMac.CopyTo(memory);
        own.CopyTo(memory[AddressSize..]);
        int length = 2 * AddressSize;
        if ((frame.Flags & PacketFrameFlags.VlanStripped) != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(memory[length..], frame.VlanEtherType);
            BinaryPrimitives.WriteUInt16BigEndian(memory[(length + 2)..], frame.VlanControl);
            length += EthernetFrame.TagSize;
        }

        ReadOnlySpan<byte> rest = packet[(2 * AddressSize)..ethernet.PayloadOffset];
        rest.CopyTo(memory[length..]);
        _bytes = memory[..(length + rest.Length)];
    }

    /// <summary>Bytes of the header.</summary>
    public readonly int Length => _bytes.Length;

    /// <summary>Writes the header.</summary>
    public readonly void Write(Span<byte> destination) => _bytes.CopyTo(destination);
}
