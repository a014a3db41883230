namespace Beamer.Lab.Network;

/// <summary>The lab's network namespaces. Their prefix lets a later run find what a dead one left.</summary>
internal static class Namespaces
{
    public const string Prefix = "bl-";

    public static string Of(string machine) => Prefix + machine;

    public static IReadOnlyList<string> Existing()
    {
        string[] lines = HostTool.Run("ip", "netns", "list").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> names = lines.Select(line => line.Split(' ')[0]);
        return [.. names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];
    }

    /// <summary>Ids of the processes that live in a namespace: the lab's own, nobody else enters it.</summary>
    public static IReadOnlyList<string> Processes(string name) =>
        HostTool.TryRun("ip", ["netns", "pids", name], out string output)
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : [];

    /// <summary>Ends what lives in the namespace, without a last word; it is gone when this returns.</summary>
    public static void KillProcesses(string name)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            IReadOnlyList<string> alive = Processes(name);
            if (alive.Count == 0) return;
            HostTool.TryRun("kill", ["-KILL", .. alive], out _);
            Thread.Sleep(20);
        }
    }

    public static void Remove(string name)
    {
        KillProcesses(name);
        HostTool.TryRun("ip", ["netns", "delete", name], out _);
    }
}
