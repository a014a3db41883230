using System.Buffers.Binary;

namespace Beamer.Core.Wire;

/// <summary>A view of an Ethernet frame with at most two VLAN tags.</summary>
/// <remarks>
/// IEEE 802.3 clause 3, IEEE 802.1Q clause 9. The frame has no preamble and no check sequence. TPID is 0x8100, 0x88a8
/// or 0x9100.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                    Destination MAC (48 bits)                  |
/// +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                               |                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
/// |                      Source MAC (48 bits)                     |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |             TPID              | PCP |D|   VLAN id (12 bits)   |  0, 1 or 2 times
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |           EtherType           |  payload, then padding to 60 bytes
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
public readonly ref struct EthernetFrame
{
    /// <summary>Bytes of the header without tags.</summary>
    public const int HeaderSize = 14;

    /// <summary>Bytes of one VLAN tag.</summary>
    public const int TagSize = 4;

    /// <summary>VLAN tags that are understood.</summary>
    public const int TagsMax = 2;

    /// <summary>The EtherType of IPv4.</summary>
    public const ushort IPv4 = 0x0800;

    private readonly ReadOnlySpan<byte> _frame;

    private EthernetFrame(ReadOnlySpan<byte> frame, int tags)
    {
        _frame = frame;
        TagCount = tags;
    }

    /// <summary>Reads the header and its tags.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EthernetFrame frame, out DropReason reason)
    {
        frame = default;
        int tags = 0;
        while (bytes.Length >= HeaderSize + (tags * TagSize))
        {
            if (!IsTag(BinaryPrimitives.ReadUInt16BigEndian(bytes[(12 + (tags * TagSize))..])))
            {
                frame = new EthernetFrame(bytes, tags);
                reason = DropReason.None;
                return true;
            }

            if (++tags > TagsMax)
            {
                reason = DropReason.TooManyVlanTags;
                return false;
            }
        }

        reason = DropReason.FrameTruncated;
        return false;
    }

    /// <summary>Where the frame goes, 6 bytes.</summary>
    public ReadOnlySpan<byte> DestinationMac => _frame[..6];

    /// <summary>Where the frame comes from, 6 bytes.</summary>
    public ReadOnlySpan<byte> SourceMac => _frame[6..12];

    /// <summary>VLAN tags, 0..2.</summary>
    public int TagCount { get; }

    /// <summary>What the payload is.</summary>
    public ushort EtherType => BinaryPrimitives.ReadUInt16BigEndian(_frame[(PayloadOffset - 2)..]);

    /// <summary>Where the payload begins: 14, 18 or 22.</summary>
    public int PayloadOffset => HeaderSize + (TagCount * TagSize);

    /// <summary>Everything behind the EtherType, padding included.</summary>
    public ReadOnlySpan<byte> Payload => _frame[PayloadOffset..];

    private static bool IsTag(ushort etherType) => etherType is 0x8100 or 0x88a8 or 0x9100;
}
