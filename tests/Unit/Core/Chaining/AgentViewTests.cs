using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Xunit;
using static Beamer.Tests.Unit.Core.Chaining.ChainFixture;

namespace Beamer.Tests.Unit.Core.Chaining;

public sealed class AgentViewTests
{
    [Fact]
    public void A_row_learned_in_stage_one_is_known_but_not_active()
    {
        AgentView view = Prepare(View(A, Row(5, A)), 6, PrepareStage.NewAndPreviousOwners, Row(6, B, A));

        Assert.Equal(6u, view.Pool!.KnownGeneration(0).Value);
        Assert.Equal(5u, view.Pool.ActiveGeneration(0).Value);
        Assert.Equal(6u, view.NewestGeneration.Value);
        Assert.Equal(5u, view.Committed.Generation.Value);
    }

    [Fact]
    public void A_row_learned_as_old_owner_is_active_at_once()
    {
        AgentView view = Prepare(View(A, Row(5, A)), 6, PrepareStage.OldOwner, Row(6, B, A));

        Assert.Equal(Row(6, B, A), view.Pool!.ActiveRow(0));
    }

    [Fact]
    public void A_commit_makes_its_rows_active_and_moves_the_table_on()
    {
        AgentView view = View(A, Row(5, A));
        FleetDelta delta = view.Committed.NextDelta(1, null, [EveryBucket(Row(6, B, A))]);

        Assert.True(view.TryWithCommit(delta, out AgentView next, out _));
        Assert.Equal(Row(6, B, A), next.Pool!.ActiveRow(0));
        Assert.Equal(6u, next.Committed.Generation.Value);
        Assert.True(next.TryWithCommit(delta, out AgentView again, out _));
        Assert.Same(next, again);
    }

    [Fact]
    public void A_gap_a_lower_term_and_a_wrong_digest_are_refused_and_nothing_changes()
    {
        AgentView view = View(A, Row(5, A));
        FleetDelta delta = view.Committed.NextDelta(1, null, [EveryBucket(Row(6, B, A))]);
        FleetDelta[] bad =
        [
            delta with { From = new Generation(4) },
            delta with { Term = 0 },
            delta with { Digest = new TableDigest(delta.Digest.Value + 1) },
        ];

        Assert.All(bad, one =>
        {
            Assert.False(view.TryWithCommit(one, out AgentView same, out List<string> reasons));
            Assert.Same(view, same);
            Assert.Single(reasons);
        });
    }

    [Fact]
    public void A_snapshot_does_not_make_an_agent_forget_what_it_has_prepared()
    {
        AgentView view = Prepare(View(A, Row(5, A)), 6, PrepareStage.OldOwner, Row(6, B, A));

        Assert.True(view.TryWithSnapshot(Table(5, Row(5, A)), out AgentView next, out _));
        Assert.Equal(Row(6, B, A), next.Pool!.ActiveRow(0));
        Assert.Equal(6u, next.Pool.KnownGeneration(0).Value);
        Assert.False(view.TryWithSnapshot(Table(4, Row(4, A)), out _, out List<string> reasons));
        Assert.Contains("generation 4 is older than 5", reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Admission_takes_the_generations_of_the_committed_rows()
    {
        AgentView view = AgentView.Restore(A, Table(7, Row(5, A)), []);

        Assert.False(view.IsAdmitted);
        Assert.False(view.TryWithAdmission(new Generation(8), out _, out _));
        Assert.True(view.TryWithAdmission(new Generation(7), out AgentView admitted, out _));
        Assert.True(admitted.IsAdmitted);
        Assert.Equal(5u, admitted.Pool!.AdmissionGeneration(0).Value);
    }

    [Fact]
    public void An_agent_that_starts_again_has_its_admission_from_the_file()
    {
        AgentView view = View(A, Row(5, A), admission: 4);

        AgentView restored = AgentView.Restore(A, view.Committed, view.Pool!.AdmissionGenerations);

        Assert.True(restored.IsAdmitted);
        Assert.False(restored.IsSynced);
        Assert.Equal(4u, restored.Pool!.AdmissionGeneration(0).Value);
    }

    [Fact]
    public void A_configuration_that_is_being_prepared_is_used_at_once()
    {
        IPv4Address added = IPv4Address.Parse("10.0.1.2");
        AgentView view = View(A, Row(5, A));
        FleetConfiguration configuration =
            Configuration with { Muxes = Configuration.Muxes.Add(new MuxEntry("n", added)) };

        Assert.True(view.TryWithPrepare(
            new Generation(6), PrepareStage.NewAndPreviousOwners, configuration, [], out AgentView next, out _));
        Assert.False(view.IsAllowedSource(added));
        Assert.True(next.IsAllowedSource(added));
        Assert.Equal(Row(5, A), next.Pool!.ActiveRow(0));
    }

    [Fact]
    public void Bad_rows_in_a_prepare_are_refused_with_the_reason()
    {
        AgentView view = View(A, Row(5, A));
        RowSet foreign = EveryBucket(Row(6, B, A)) with { Pool = new PoolId(9) };

        Assert.False(view.TryWithPrepare(
            new Generation(6), PrepareStage.OldOwner, null, [foreign], out AgentView same, out List<string> reasons));
        Assert.Same(view, same);
        Assert.Contains("pool 9", reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_muxes_and_other_servers_are_believed_and_only_servers_are_forwarded_to()
    {
        AgentView view = View(A, Row(5, A));

        Assert.True(view.IsAllowedSource(MuxAddress) && view.IsAllowedSource(B));
        Assert.False(view.IsAllowedSource(A) || view.IsAllowedSource(Stranger));
        Assert.True(view.IsPeer(B));
        Assert.False(view.IsPeer(A) || view.IsPeer(MuxAddress) || view.IsPeer(Stranger));
    }

    private static AgentView Prepare(AgentView view, uint generation, PrepareStage stage, Row row)
    {
        ImmutableArray<RowSet> rows = [EveryBucket(row)];
        bool good = view.TryWithPrepare(new Generation(generation), stage, null, rows, out view, out var reasons);
        Assert.True(good, string.Join(' ', reasons));
        return view;
    }
}
