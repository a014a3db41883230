namespace Beamer.Mux.Replay;

/// <summary>What an interface description block says of an interface's packets.</summary>
/// <param name="LinkType">What they begin with.</param>
/// <param name="SnapLength">Bytes captured of each at most; 0: no limit.</param>
/// <param name="UnitsPerSecond">Of its time stamps.</param>
/// <param name="OffsetSeconds">To be added to its time stamps.</param>
internal readonly record struct CaptureInterface(
    ushort LinkType, uint SnapLength, ulong UnitsPerSecond, long OffsetSeconds)
{
    /// <summary>Microseconds, when the block does not say.</summary>
    public const ulong UnitsPerSecondDefault = 1_000_000;

    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A time stamp as nanoseconds since 1970.</summary>
    public ulong ToNanoseconds(ulong stamp)
    {
        ulong seconds = unchecked((stamp / UnitsPerSecond) + (ulong)OffsetSeconds);
        var rest = (ulong)((UInt128)(stamp % UnitsPerSecond) * NanosecondsPerSecond / UnitsPerSecond);
        return unchecked((seconds * NanosecondsPerSecond) + rest);
    }

    /// <summary>Reads the if_tsresol option: a negative power of ten, or of two when the highest bit is set.</summary>
    /// <returns>False when the result does not fit into 64 bits.</returns>
    public static bool TryReadResolution(byte value, out ulong unitsPerSecond)
    {
        unitsPerSecond = 1;
        int power = value & 0x7f;
        bool isBinary = (value & 0x80) != 0;
        if (power > (isBinary ? 63 : 19)) return false;
        for (int i = 0; i < power; i++) unitsPerSecond *= isBinary ? 2ul : 10ul;
        return true;
    }
}
