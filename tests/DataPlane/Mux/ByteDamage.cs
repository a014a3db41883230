using Beamer.Tests.Testing;

namespace Beamer.Tests.DataPlane.Mux;

/// <summary>One change of a frame's bytes.</summary>
/// <param name="Kind">Set, xor, cut off, cut out or double.</param>
/// <param name="At">Where; beyond the frame, it wraps around.</param>
/// <param name="Value">The new byte, or what to xor with.</param>
/// <param name="MendChecksum">Whether the IPv4 header is summed anew, so that the change is looked at.</param>
internal sealed record ByteDamage(DamageKind Kind, int At, byte Value, bool MendChecksum = false)
{
    /// <summary>The frame afterwards.</summary>
    public byte[] Apply(byte[] frame)
    {
        if (frame.Length == 0) return frame;
        int at = At % frame.Length;
        byte[] after = Kind switch
        {
            DamageKind.CutOff => frame[..Math.Max(1, at)],
            DamageKind.CutOut => [.. frame[..at], .. frame[(at + 1)..]],
            DamageKind.Double => [.. frame[..at], .. frame[at..], .. frame[at..]],
            _ => [.. frame],
        };
        if (Kind == DamageKind.Set) after[at] = Value;
        if (Kind == DamageKind.Xor) after[at] ^= Value;
        if (MendChecksum) Mend(after);
        return after;
    }

    private static void Mend(byte[] frame)
    {
        int tags = 0;
        while (frame.Length > 18 + (tags * 4) && frame[12 + (tags * 4)] is 0x81 or 0x88 or 0x91) tags++;
        int start = 14 + (tags * 4);
        int size = frame.Length > start ? (frame[start] & 0xf) * 4 : 0;
        if (size < 20 || start + size > frame.Length) return;
        frame[start + 10] = frame[start + 11] = 0;
        ushort checksum = NaiveChecksum.Of(frame.AsSpan(start, size));
        frame[start + 10] = (byte)(checksum >> 8);
        frame[start + 11] = (byte)checksum;
    }
}
