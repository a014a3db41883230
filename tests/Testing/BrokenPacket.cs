namespace Beamer.Tests.Testing;

/// <summary>A frame that was right until a byte was changed, cut off, cut out or doubled.</summary>
public sealed record BrokenPacket(byte[] Bytes, string Story)
{
    /// <summary>Breaks a frame, or any other bytes.</summary>
    public static BrokenPacket Broken(byte[] bytes, int change, int position, byte value) =>
        From(bytes, change, position, value);

    internal static BrokenPacket From(byte[] frame, int change, int position, byte value)
    {
        int at = position % frame.Length;
        return change switch
        {
            0 => new BrokenPacket(Flip(frame, at % Math.Min(frame.Length, 80), value), $"byte {at} xor {value:x2}"),
            1 => new BrokenPacket(frame[..at], $"cut to {at} bytes"),
            2 => new BrokenPacket([.. frame[..at], .. frame[(at + 1)..]], $"byte {at} cut out"),
            _ => new BrokenPacket([.. frame[..at], .. frame[at..], .. frame[at..]], $"doubled from byte {at}"),
        };
    }

    private static byte[] Flip(byte[] frame, int at, byte value)
    {
        byte[] copy = [.. frame];
        copy[at] ^= value;
        return copy;
    }
}
