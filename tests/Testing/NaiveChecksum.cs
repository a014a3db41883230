namespace Beamer.Tests.Testing;

/// <summary>
/// The Internet checksum as slowly and plainly as RFC 1071 describes it: the twin that the fast one is held
/// against.
/// </summary>
public static class NaiveChecksum
{
    public static ushort Of(params ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0);
            if (sum > 0xffff) sum -= 0xffff;
        }

        return (ushort)(0xffff - sum);
    }
}
