namespace Beamer.Lab.Experiments;

/// <summary>All experiments, in the order of <c>run all</c>.</summary>
internal static class ExperimentCatalog
{
    public static IReadOnlyList<IExperiment> All { get; } =
    [
        new RollingMuxRestart(),
        new MuxKill(),
        new AgentRestarts(),
        new ScaleStorm(),
        new StaleMux(),
        new Rehash(),
        new LongIdle(),
    ];

    /// <exception cref="LabException">There is none of a name; says which there are.</exception>
    public static IReadOnlyList<IExperiment> Find(IReadOnlyList<string> names)
    {
        if (names is ["all"]) return All;
        string[] unknown = [.. names.Where(name => !All.Any(experiment => Answers(experiment, name)))];
        if (unknown.Length > 0)
        {
            throw new LabException(
                $"There is no experiment {string.Join(", ", unknown)}; there are "
                + $"{string.Join(", ", All.Select(experiment => experiment.Id))}, and 'all'.");
        }

        return [.. names.Select(name => All.First(experiment => Answers(experiment, name)))];
    }

    private static bool Answers(IExperiment experiment, string name) =>
        string.Equals(experiment.Id, name, StringComparison.OrdinalIgnoreCase);
}
