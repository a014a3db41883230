namespace Beamer.Cli.Verbs;

/// <summary>A file that the command line names.</summary>
internal static class InputFile
{
    /// <summary>65,536 servers or 1,048,576 rows need less.</summary>
    private const long SizeBytesMax = 64 << 20;

    /// <summary>Gives the text of a file to <paramref name="use"/>, or says why it cannot be read.</summary>
    /// <param name="option">What the command line calls the file.</param>
    /// <param name="file">As the operator named it.</param>
    /// <param name="terminal">Gets the reason.</param>
    /// <param name="use">Gives the exit status.</param>
    public static async Task<int> UseAsync(string option, FileInfo file, Terminal terminal, Func<string, Task<int>> use)
    {
        string text;
        try
        {
            if (file.Exists && file.Length > SizeBytesMax)
            {
                throw new IOException($"it is larger than {SizeBytesMax} bytes.");
            }

            text = await File.ReadAllTextAsync(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"{option} {file} cannot be read: {e.Message}");
            return ExitCode.Usage;
        }

        return await use(text);
    }
}
