using System.Buffers.Text;

namespace Beamer.Lab.Servers;

/// <summary>Sixteen bytes such as <c>s3 000000001234\n</c>: the server's number and the record's.</summary>
internal static class StampedRecord
{
    public const int Size = 16;

    /// <summary>Where the server's digit stands.</summary>
    public const int ServerDigit = 1;

    public static void Write(Span<byte> destination, int serverNumber, long index)
    {
        destination[0] = (byte)'s';
        destination[ServerDigit] = (byte)('0' + serverNumber);
        destination[2] = (byte)' ';
        Utf8Formatter.TryFormat(index, destination[3..15], out _, new('D', 12));
        destination[15] = (byte)'\n';
    }
}
