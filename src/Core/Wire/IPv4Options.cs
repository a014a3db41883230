namespace Beamer.Core.Wire;

/// <summary>The options of an IPv4 header: lengths are checked, source routes refused, the rest left alone.</summary>
/// <remarks>
/// RFC 791, section 3.1; RFC 7126 for what a filter should do. Type 0 ends the list, type 1 is one byte of padding,
/// every other option is:
/// <code>
///  0                   1                   2
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-
/// |C|cls| number  |    Length     |  Length - 2 bytes
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-
/// </code>
/// </remarks>
internal static class IPv4Options
{
    private const byte End = 0;
    private const byte NoOperation = 1;
    private const byte LooseSourceRoute = 131;
    private const byte StrictSourceRoute = 137;

    public static DropReason Check(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty && options[0] != End)
        {
            if (options[0] is LooseSourceRoute or StrictSourceRoute) return DropReason.IPv4SourceRoute;
            int length = options[0] == NoOperation ? 1 : options.Length < 2 ? 0 : options[1];
            if (length == 0 || length > options.Length) return DropReason.IPv4OptionsMalformed;
            if (length == 1 && options[0] != NoOperation) return DropReason.IPv4OptionsMalformed;
            options = options[length..];
        }

        return DropReason.None;
    }
}
