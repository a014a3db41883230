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
        new DrainDeadline(),
        new StaleMux(),
        new Rehash(),
        new ServerCrash(),
        new CrashInDrain(),
        new RebootBehindStaleMux(),
        new ControlPartition(),
        new HealthTruth("X10", "no listener", HostFault.NoListener),
        new HealthTruth("X10b", "no agent on the tunnel's port", HostFault.NoAgent),
        new HealthTruth("X10c", "no VIP on lo", HostFault.NoVip),
        new HealthTruth("X10d", "a strict rp_filter on the tunnel's device", HostFault.StrictReversePathFilter),
        new HalfClosed(),
        new TupleReuse(),
        new LongIdle(),
        new BadTables(),
        new Forgeries(),
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
