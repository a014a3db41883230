using Beamer.Tests.Simulation.Balancers;
using Beamer.Tests.Simulation.Reports;

namespace Beamer.Tests.Simulation.Scenarios;

/// <summary>One plan, played to one or more balancers with many seeds.</summary>
/// <param name="name">What <c>sim.sh</c> calls it.</param>
/// <param name="summary">One sentence for its list.</param>
/// <param name="plan">The plan.</param>
/// <param name="balancers">New ones for each seed. The first is ours: it must not break anything.</param>
/// <param name="notes">Printed under the table.</param>
internal sealed class FleetScenario(
    string name, string summary, SimulationPlan plan, Func<IBalancer[]> balancers, params string[] notes) : IScenario
{
    private const int SeedsPerReport = 50;

    private static readonly TimeSpan s_sampleInterval = TimeSpan.FromSeconds(1);

    public string Name => name;

    public string Summary => summary;

    internal SimulationPlan Plan => plan;

    public bool Run(RunOptions options, TextWriter output)
    {
        if (options.Flow is { } flow)
        {
            Tell(options.Seed, flow, output);
            return true;
        }

        string seeds = options.Seeds == 1
            ? $"seed {options.Seed}"
            : $"seeds {options.Seed} to {options.Seed + options.Seeds - 1}";
        output.WriteLine($"{name}: {summary}");
        output.WriteLine($"{seeds}; to see one again: ./sim.sh {name} --seed N");
        output.WriteLine();
        List<BalancerResult> results = Play(options);
        ResultTable.Write(results, output);
        foreach (string note in notes) output.WriteLine(note);
        if (options.Csv is { } csv) File.WriteAllText(csv, SampleCsv.From(results));
        if (options.Plot is { } plot) File.WriteAllText(plot, SamplePlot.From($"{name}, seed {options.Seed}", results));
        BalancerResult ours = results[0];
        output.WriteLine(
            $"longest stall of {ours.Name}: ./sim.sh {name} --seed {ours.LongestStallSeed} "
            + $"--flow {ours.Total.LongestStallFlow}");
        TellViolation(ours, output);
        output.WriteLine($"{Broken(results)}, {options.Seeds} seeds");
        return ours.IsKept;
    }

    private static string Broken(List<BalancerResult> results) => "broken: "
        + string.Join(", ", results.Select(result => $"{result.Name} {result.Total.Broken}"))
        + $" of {results[0].Total.Requests} requests";

    /// <summary>Plays all seeds.</summary>
    internal List<BalancerResult> Play(RunOptions options)
    {
        List<BalancerResult> results = [.. balancers().Select(balancer => new BalancerResult(balancer.Name))];
        IEnumerable<int> seeds = Enumerable.Range(options.Seed, options.Seeds);
        IEnumerable<SeedResult[]> played = options.Jobs <= 1
            ? seeds.Select(seed => PlayAll(seed, options))
            : seeds.AsParallel().AsOrdered()
                .WithDegreeOfParallelism(options.Jobs)
                .WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(seed => PlayAll(seed, options));
        foreach (SeedResult[] ofSeed in played)
        {
            for (int one = 0; one < ofSeed.Length; one++) results[one].Add(ofSeed[one]);
            int done = results[0].Broken.Count;
            if (done % SeedsPerReport == 0) Console.Error.WriteLine($"after {done} seeds, {Broken(results)}");
        }

        return results;
    }

    private SeedResult[] PlayAll(int seed, RunOptions options)
    {
        bool samples = seed == options.Seed && options.WantsSamples;
        return [.. balancers().Select(balancer =>
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            Simulator world = Play(seed, balancer, samples, null);
            // One process has one account of its time: with more than one thread nobody knows whose it was.
            return SeedResult.Of(world, options.Jobs <= 1 ? Environment.CpuUsage.TotalTime - start : null);
        })];
    }

    private Simulator Play(int seed, IBalancer balancer, bool samples, int? tracedFlow)
    {
        SimulationPlan played = samples ? plan with { SampleEvery = s_sampleInterval } : plan;
        Simulator world = new(seed, played, balancer, tracedFlow);
        world.Run();
        return world;
    }

    private void TellViolation(BalancerResult ours, TextWriter output)
    {
        if (ours.FirstViolation is not { } first) return;
        output.WriteLine();
        output.WriteLine(
            $"VIOLATION with seed {first.Seed}: connection {first.Violation.Flow} is {first.Violation.How} "
            + $"by server {first.Violation.Server} at {first.Violation.At.TotalSeconds:0.0000} s:");
        Tell(first.Seed, first.Violation.Flow, output);
        output.WriteLine(
            $"again: ./sim.sh {name} --seed {first.Seed} --flow {first.Violation.Flow}");
        output.WriteLine();
    }

    private void Tell(int seed, int flow, TextWriter output)
    {
        foreach (string line in Play(seed, balancers()[0], samples: false, flow).Trace.Lines) output.WriteLine(line);
    }
}
