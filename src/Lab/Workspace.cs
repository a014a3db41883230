namespace Beamer.Lab;

/// <summary>The lab's directory: options files, logs, state and sockets.</summary>
internal static class Workspace
{
    /// <summary>Fixed and short: a later run finds it, and a Unix socket's path may have 107 bytes at most.</summary>
    public const string Root = "/run/beamer-lab";

    public static string Logs => Path.Combine(Root, "logs");

    public static string LogPath(string process) => Path.Combine(Make("logs"), process + ".log");

    /// <summary>The directory of that name, made if need be.</summary>
    public static string Make(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public static void Remove()
    {
        Network.KernelPrograms.Remove();
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
    }
}
