using System.Buffers;
using Beamer.Core.Tables;

namespace Beamer.Core.Planning;

/// <summary>Decides which buckets move where. Pure, and the same for the same arguments whatever their order.</summary>
/// <remarks>
/// <para>Shares follow the weights by largest remainder, so each is within one bucket. The moves are the fewest that
/// lead there. Settled buckets move first, the longest settled of them first. A move that R2 or R14 forbids is queued
/// with its reason, never forced. A bucket whose owner is dead always moves: a dead owner needs no slot among the
/// previous ones.</para>
/// <para>Dead previous owners are dropped from every row that names them. When no server may receive, nothing
/// moves.</para>
/// </remarks>
public static class Planner
{
    /// <summary>Plans the next publication of one pool.</summary>
    /// <param name="table">The pool's rows as published.</param>
    /// <param name="servers">The pool's servers, each once, in any order.</param>
    /// <param name="next">The generation that the changed rows will carry.</param>
    public static MovePlan Plan(BucketTable table, IReadOnlyList<PlanServer> servers, Generation next) =>
        Plan(table, servers, next, PlannerRules.All);

    /// <summary>The same with some rules left out.</summary>
    internal static MovePlan Plan(
        BucketTable table, IReadOnlyList<PlanServer> servers, Generation next, PlannerRules rules)
    {
        int[] memory = ArrayPool<int>.Shared.Rent(table.Pool.BucketCount * PlanningPass.IntegersPerBucket);
        try
        {
            PlanningPass pass = new(table, new ServerIndex(servers), rules, memory);
            pass.ReadRows();
            pass.Share();
            pass.CollectCandidates();
            pass.PickSettled();
            pass.PlaceUnsettled();
            pass.PlacePicked();
            return pass.Result(next);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(memory);
        }
    }
}
