using Beamer.Link.Linux;

namespace Beamer.Link;

/// <summary>Replaces a file so that at any moment it is the old one or the new one, whole.</summary>
/// <remarks>
/// Written beside it, synced, renamed over it, and the folder synced (<c>rename(2)</c>, <c>fsync(2)</c>), so that this
/// holds when the power fails. Only its owner may read it.
/// </remarks>
public static class DurableFile
{
    /// <summary>Replaces the file; when this returns, the new content survives a crash.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="content">All of the new content.</param>
    /// <exception cref="IOException">The disk is full or broken, or the path cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not write there.</exception>
    /// <exception cref="LinkException">The folder cannot be synced.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string full = Path.GetFullPath(path);
        string temporary = full + ".tmp";
        using (var file = new FileStream(temporary, Options()))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, full, overwrite: true);
        string folder = Path.GetDirectoryName(full)!;
        string operation = $"sync the folder {folder}";
        using FileDescriptor descriptor = FileDescriptor.Own(
            LibC.open(folder, LibC.O_RDONLY | LibC.O_CLOEXEC), operation);
        if (LibC.fsync(descriptor) < 0) throw LinkException.ForLastError(operation);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (OperatingSystem.IsLinux()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
