namespace Beamer.Lab.Scoring;

/// <summary>What outlives a run.</summary>
/// <param name="ReportPath">File for the report; null = none.</param>
/// <param name="LogDirectory">Directory for the daemons' logs; null = they go with the rest.</param>
internal sealed record Keepsakes(string? ReportPath, string? LogDirectory)
{
    /// <summary>Lets the report be written, if one is wished.</summary>
    public void KeepReport(Action<string> write)
    {
        if (ReportPath is not null) write(ReportPath);
    }

    /// <param name="run">Directory below the one for logs, when there are several runs; else empty.</param>
    public void KeepLogs(string run = "")
    {
        if (LogDirectory is null || !Directory.Exists(Workspace.Logs)) return;
        string directory = Directory.CreateDirectory(Path.Combine(LogDirectory, run)).FullName;
        foreach (string log in Directory.EnumerateFiles(Workspace.Logs))
        {
            File.Copy(log, Path.Combine(directory, Path.GetFileName(log)), overwrite: true);
        }
    }
}
