namespace Beamer.Controller.Store;

/// <summary>Files that hold the flow hash's keys: mode 0600 from the moment they exist.</summary>
internal static class PrivateFile
{
    /// <summary>Makes the file and its folder if they are not there.</summary>
    internal static void Make(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using FileStream file = new(path, options);
    }
}
