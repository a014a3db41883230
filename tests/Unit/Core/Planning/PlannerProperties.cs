using Beamer.Core;
using Beamer.Core.Planning;
using Beamer.Core.Tables;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Planning;

public sealed class PlannerProperties
{
    // P30
    [Property(MaxTest = 300)]
    public void P30_a_row_names_every_live_owner_of_before_newest_first_and_no_more_than_K(
        byte shape, (byte What, byte Who)[] steps)
    {
        PlannerHistory history = Start(shape, PlannerRules.All);
        foreach ((byte what, byte who) in steps)
        {
            (BucketTable before, MovePlan plan) = history.Step(what, who);
            foreach (PlannedMove move in plan.Moves)
            {
                CheckCovered(history, before[move.Bucket], RowOf(plan, move.Bucket));
            }
        }
    }

    // P31: the planner's part of it; settling by count is the engine's.
    [Property(MaxTest = 300)]
    public void P31_the_home_of_a_living_flow_is_always_in_its_row(byte shape, (byte What, byte Who)[] steps)
    {
        PlannerHistory history = Start(shape, PlannerRules.All);
        foreach ((byte what, byte who) in steps)
        {
            history.Step(what, who);
            Assert.All(history.LiveFlows, flow => Assert.True(history.Table[flow.Bucket].Names(flow.Home)));
        }
    }

    // P32
    [Property(MaxTest = 300)]
    public void P32_no_live_owner_gives_a_bucket_back_to_an_unsettled_one(byte shape, (byte What, byte Who)[] steps)
    {
        PlannerHistory history = Start(shape, PlannerRules.All);
        foreach ((byte what, byte who) in steps)
        {
            (BucketTable before, MovePlan plan) = history.Step(what, who);
            Assert.DoesNotContain(
                plan.Moves,
                move => IsAlive(history, move.From) && before[move.Bucket].Previous.Contains(move.To));
        }
    }

    // P22, P60
    [Property(MaxTest = 300)]
    public void P60_a_settled_pool_moves_the_fewest_buckets_that_the_weights_allow(
        byte shape, (byte What, byte Who)[] steps, (byte Weight, bool Receives)[] wanted)
    {
        PlannerHistory history = Start(shape, PlannerRules.All);
        foreach ((byte what, byte who) in steps.Where(step => step.What % 6 is not (3 or 2))) history.Step(what, who);
        history.SettleWhatHasNoFlows();
        history.SettleWhatHasNoFlows();
        if (history.Table.Pool.PreviousMax == 0) return;
        PlanServer[] servers = [.. history.Servers.Select((server, i) => i >= wanted.Length
            ? server
            : server with { Weight = wanted[i].Weight, MayReceive = wanted[i].Receives })];
        MovePlan plan = Planner.Plan(history.Table, servers, history.Generation.Next());
        if (!servers.Any(server => server.Receives)) Assert.Empty(plan.Moves);
        else Assert.Equal(FewestMoves.For(history.Table, servers), plan.Moves.Length);
        Assert.True(plan.Queued.IsEmpty || !servers.Any(server => server.Receives));
        Assert.Equal(plan.Moves.Length, plan.Rows?.Count ?? 0); // untouched buckets keep their generation
    }

    [Property(MaxTest = 100)]
    public void A_plan_does_not_depend_on_the_order_of_the_servers(byte shape, (byte What, byte Who)[] steps)
    {
        PlannerHistory history = Start(shape, PlannerRules.All);
        foreach ((byte what, byte who) in steps) history.Step(what, who);
        PlanServer[] servers = [.. history.Servers.Select((server, i) => server with { Weight = (uint)(i * 7) })];
        MovePlan forwards = Planner.Plan(history.Table, servers, history.Generation.Next());
        MovePlan backwards = Planner.Plan(history.Table, [.. servers.Reverse()], history.Generation.Next());
        Assert.Equal(forwards.Moves, backwards.Moves);
        Assert.Equal(forwards.Queued, backwards.Queued);
    }

    [Property(MaxTest = 300)]
    public void A_bucket_of_a_dead_owner_moves_at_once_when_anybody_may_receive(
        byte shape, (byte What, byte Who)[] steps)
    {
        PlannerHistory history = Start(shape, PlannerRules.All);
        foreach ((byte what, byte who) in steps)
        {
            history.Step(what, who);
            if (!history.Servers.Any(server => server.Receives)) continue;
            for (int bucket = 0; bucket < history.Table.Pool.BucketCount; bucket++)
            {
                Row row = history.Table[bucket];
                Assert.True(IsAlive(history, row.Current), $"bucket {bucket} stays with the dead {row.Current}");
                Assert.All(row.Previous.ToArray(), previous => Assert.True(IsAlive(history, previous)));
            }
        }
    }

    private static PlannerHistory Start(byte shape, PlannerRules rules) =>
        new(servers: 3 + shape % 4, buckets: 1 + shape % 23, previousMax: shape / 64, rules);

    private static void CheckCovered(PlannerHistory history, Row before, Row after)
    {
        IPv4Address[] owners = [before.Current, .. before.Previous];
        IPv4Address[] expected = [.. owners.Where(owner => owner != after.Current && IsAlive(history, owner))];
        Assert.Equal(expected, after.Previous.ToArray());
        Assert.True(after.PreviousCount <= history.Table.Pool.PreviousMax);
        Assert.Equal(history.Generation, after.Generation);
    }

    private static Row RowOf(MovePlan plan, int bucket) => plan.Rows![plan.Rows.Buckets.IndexOf(bucket)];

    private static bool IsAlive(PlannerHistory history, IPv4Address address) =>
        history.Servers.Any(server => server.Address == address && server.IsAlive);
}
