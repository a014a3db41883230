namespace Beamer.Lab.Daemons;

/// <summary>Where Beamer's other programs lie: where the person says, or beside the lab, built or installed.</summary>
internal static class Programs
{
    /// <summary>Names the folder of other programs than those built beside the lab: published ones, say.</summary>
    public const string FolderVariable = "BEAMER_LAB_PROGRAMS";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(FolderVariable);

    public static string Mux => Find("Mux", "beamer-mux");

    public static string Agent => Find("Backend", "beamer-backend");

    public static string Controller => Find("Controller", "beamer-controller");

    public static string Operator => Find("Cli", "beamerctl");

    private static string Find(string project, string program)
    {
        if (Folder is not null)
        {
            string named = Path.Combine(Path.GetFullPath(Folder), program);
            return File.Exists(named) ? named : throw new LabException(
                $"{program} is not in {Folder}, which {FolderVariable} names.");
        }

        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string configuration = Path.GetFileName(here);
        string built = Path.GetFullPath(Path.Combine(here, "..", "..", project, configuration, program));
        if (File.Exists(built)) return built;
        string beside = Path.Combine(here, program);
        return File.Exists(beside) ? beside : throw new LabException(
            $"{program} is neither at {built} nor at {beside}; build it: dotnet build src/{project} -c Release.");
    }
}
