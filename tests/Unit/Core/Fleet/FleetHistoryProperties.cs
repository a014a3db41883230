using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>Whatever happens in whatever order, the promises hold; and without a rule they do not.</summary>
public sealed class FleetHistoryProperties
{
    private const int Steps = 150;
    private const int SeedsMax = 400;

    // P31 (no permanent loss), P57 (prepare order), P59 (lease), P58 (admission) and the absence of RST are checked at
    // every step by SimulatedTraffic and SimulatedFleet.
    [Property(MaxTest = 60)]
    public void Flows_stay_covered_and_nobody_answers_for_another(int seed) => new SimulatedHistory(seed).Run(Steps);

    // P61.
    [Property(MaxTest = 30)]
    public void After_the_last_fault_all_tables_become_equal_and_all_flows_reach_their_homes(int seed)
    {
        SimulatedHistory history = new(seed);
        history.Run(Steps);
        history.Heal();
        FleetTable committed = history.Fleet.Engine.Committed;
        Assert.All(history.Fleet.Machines, machine => Assert.Equal(committed.Digest, machine.Table.Digest));
        Assert.All(history.Fleet.Machines, machine => Assert.Equal(committed.Generation, machine.Table.Generation));
        foreach (SimulatedMux mux in history.Fleet.Muxes)
        {
            Assert.All(
                history.Traffic.Flows, flow => Assert.True(history.Traffic.Send(mux, flow), history.Explain(flow)));
        }

        foreach (SimulatedFlow flow in history.Traffic.Flows.ToArray()) history.Traffic.Close(flow);
        history.Fleet.Run(TimeSpan.FromSeconds(60));
        FleetStatus status = history.Fleet.Engine.Status(history.Fleet.Now);
        Assert.True(status.IsConverged, string.Join('\n', status.Servers));
        Assert.All(status.Pools, pool => Assert.Equal((0, 0), (pool.Unsettled, pool.Queued)));
    }

    // P37.
    [Property(MaxTest = 30)]
    public void The_stored_deltas_fold_into_the_committed_table(int seed)
    {
        SimulatedHistory history = new(seed);
        history.Run(Steps);
        FleetTable folded = FleetTable.Empty;
        foreach (FleetDelta delta in history.Fleet.Store.Deltas)
        {
            Assert.True(folded.TryApply(delta, out folded, out List<string> reasons), string.Join(' ', reasons));
        }

        Assert.Equal(history.Fleet.Engine.Committed.Digest, folded.Digest);
        Assert.Equal(history.Fleet.Engine.Committed.Generation, folded.Generation);
    }

    [Theory]
    [InlineData(nameof(FleetRules.Staging))]
    [InlineData(nameof(FleetRules.LeaseGuardsSkip))]
    [InlineData(nameof(FleetRules.SettleCount))]
    public void Without_a_rule_of_the_controller_some_history_breaks_a_promise(string rule)
    {
        FleetRules rules = rule switch
        {
            nameof(FleetRules.Staging) => FleetRules.All with { Staging = false },
            nameof(FleetRules.LeaseGuardsSkip) => FleetRules.All with { LeaseGuardsSkip = false },
            _ => FleetRules.All with { SettleCount = false },
        };
        FindViolation(rule, seed => new SimulatedHistory(seed, rules));
    }

    [Theory]
    [InlineData("R5 exact knowledge")]
    [InlineData("R6 re-route at the first that knows and R8 silence of the stale")]
    [InlineData("R8 lease")]
    [InlineData("R12 admission")]
    [InlineData("R13 sockets first")]
    public void Without_a_rule_of_the_agents_some_history_breaks_a_promise(string rule)
    {
        ChainRules rules = rule switch
        {
            "R5 exact knowledge" => ChainRules.All with { ExactKnowledge = false },
            "R8 lease" => ChainRules.All with { LeaseGuardsReset = false },
            "R12 admission" => ChainRules.All with { Admission = false, AdmissionGeneration = false },
            "R13 sockets first" => ChainRules.All with { SocketsFirst = false },
            _ => ChainRules.All with { RerouteData = false, StaleIsSilent = false },
        };
        FindViolation(rule, seed => new SimulatedHistory(seed, chainRules: rules, crashes: 6));
    }

    private static void FindViolation(string rule, Func<int, SimulatedHistory> create)
    {
        for (int seed = 0; seed < SeedsMax; seed++)
        {
            try
            {
                create(seed).Run(Steps);
            }
            catch (ViolationException violation)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"Without {rule}, seed {seed}: {violation.Message}");
                return;
            }
        }

        Assert.Fail($"{SeedsMax} histories without {rule} broke nothing.");
    }
}
