namespace Beamer.Lab.Servers;

/// <summary>A file in which every 16 bytes say which server sent them and where they belong.</summary>
internal static class StampedFile
{
    /// <summary>At 20 kB/s that is more than ten minutes: longer than any scenario.</summary>
    public const int Records = 1024 * 1024;

    public static void Write(string path, int serverNumber)
    {
        using FileStream file = File.Create(path, bufferSize: 1 << 16);
        Span<byte> record = stackalloc byte[StampedRecord.Size];
        for (int index = 0; index < Records; index++)
        {
            StampedRecord.Write(record, serverNumber, index);
            file.Write(record);
        }
    }
}
