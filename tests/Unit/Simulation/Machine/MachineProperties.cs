using System.Globalization;
using Beamer.Tests.Simulation.Machine;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Beamer.Tests.Unit.Simulation.Machine;

/// <summary>
/// P68: whatever happens to a whole fleet, step by step, the promise holds; and without a rule it does not.
/// </summary>
/// <remarks>
/// <c>BEAMER_MACHINE_RUNS</c> plays more runs than these, <c>BEAMER_MACHINE_SEED</c> the run of one seed.
/// </remarks>
public sealed class MachineProperties
{
    private const int RunsDefault = 1500;
    private const int RunsOfSmallerSets = 300;
    private const ulong ReplaySeed = 2018;
    private const ulong ReplayGamma = 1;
    private const int RunsOfMutantMax = 10_000;
    private const int ShrinksMax = 1500;

    public static TheoryData<string> Names => [.. Mutants.All.Select(mutant => mutant.Name)];

    [Fact]
    public void Whatever_happens_the_promise_holds()
    {
        Config config = Config.QuickThrowOnFailure.WithEndSize(1);
        // The same runs each time, unless more are asked for.
        config = ReadNumber("BEAMER_MACHINE_RUNS") is { } runs
            ? config.WithMaxTest(runs)
            : config.WithMaxTest(RunsDefault).WithReplay(ReplaySeed, ReplayGamma);
        Check.One(
            config, Prop.ForAll(MachineRuns.All(), run => Assert.Null(MachineExecution.Play(run, MachineRules.All))));
    }

    [Fact]
    public void The_run_of_a_seed_keeps_the_promise() => Assert.Null(
        MachineExecution.Play(MachineRun.From(ReadNumber("BEAMER_MACHINE_SEED") ?? 0), MachineRules.All));

    // A challenge ACK that acknowledges the SYN, to which a client must not answer RST.
    [Theory]
    [InlineData(318368918)]
    public void Runs_that_failed_once_keep_the_promise(int seed) =>
        Assert.Null(MachineExecution.Play(MachineRun.From(seed), MachineRules.All));

    [Fact]
    public void The_smaller_sets_of_rules_from_which_mutants_start_keep_the_promise_too()
    {
        for (int seed = 0; seed < RunsOfSmallerSets; seed++)
        {
            Assert.Null(MachineExecution.Play(MachineRun.From(seed), Mutants.Smaller));
            Assert.Null(MachineExecution.Play(MachineRun.From(seed), Mutants.Smallest));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_rule_some_run_breaks_the_promise(string name)
    {
        MachineRules rules = Mutants.All.Single(mutant => mutant.Name == name).Rules;
        MachineRun? failing = Enumerable.Range(0, RunsOfMutantMax)
            .Select(MachineRun.WithoutSetbacks)
            .FirstOrDefault(run => MachineExecution.Fails(run, rules));
        Assert.NotNull(failing);
        MachineRun smallest = MachineShrinker.Smallest(
            failing, run => MachineExecution.Fails(run, rules), ShrinksMax);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Without {name}, run {failing.Seed + 1}: {MachineExecution.Play(smallest, rules)}");
    }

    [Fact]
    public void A_run_is_the_same_whenever_it_is_played()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Assert.Equal(MachineRun.From(seed).Operations, MachineRun.From(seed).Operations);
        }

        MachineRules rules = Mutants.All.Single(mutant => mutant.Name == "no coverage").Rules;
        MachineRun run = Enumerable.Range(0, 100).Select(seed => MachineRun.From(seed))
            .First(run => MachineExecution.Fails(run, rules));
        Assert.Equal(MachineExecution.Play(run, rules), MachineExecution.Play(run, rules));
    }

    private static int? ReadNumber(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
