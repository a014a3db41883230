namespace Beamer.Lab.Daemons;

/// <summary>Where Beamer's other programs lie: installed beside the lab, or built beside it.</summary>
internal static class Programs
{
    public static string Mux => Find("Mux", "beamer-mux");

    public static string Agent => Find("Backend", "beamer-backend");

    public static string Controller => Find("Controller", "beamer-controller");

    public static string Operator => Find("Cli", "beamerctl");

    private static string Find(string project, string program)
    {
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string configuration = Path.GetFileName(here);
        string built = Path.GetFullPath(Path.Combine(here, "..", "..", project, configuration, program));
        if (File.Exists(built)) return built;
        string beside = Path.Combine(here, program);
        return File.Exists(beside) ? beside : throw new LabException(
            $"{program} is neither at {built} nor at {beside}; build it: dotnet build src/{project} -c Release.");
    }
}
