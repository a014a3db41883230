namespace Beamer.Lab.Scoring;

/// <summary>What outlives a run.</summary>
/// <param name="ReportPath">File for the report; null = none.</param>
/// <param name="LogDirectory">Directory for the daemons' logs; null = they go with the rest.</param>
internal sealed record Keepsakes(string? ReportPath, string? LogDirectory)
{
    public void KeepReport(IReadOnlyCollection<EventRecord> records)
    {
        if (ReportPath is not null) ReportFile.Write(ReportPath, records);
    }

    public void KeepLogs()
    {
        if (LogDirectory is null || !Directory.Exists(Workspace.Logs)) return;
        Directory.CreateDirectory(LogDirectory);
        foreach (string log in Directory.EnumerateFiles(Workspace.Logs))
        {
            File.Copy(log, Path.Combine(LogDirectory, Path.GetFileName(log)), overwrite: true);
        }
    }
}
