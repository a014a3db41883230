using Beamer.Core.Fleet;
using Beamer.Rpc;
using Beamer.Rpc.V1;

namespace Beamer.Controller.Services;

/// <summary>Plans and answers to verbs, as messages.</summary>
internal static class PlanMessages
{
    /// <summary>A list of buckets longer than this is cut.</summary>
    private const int RangesLengthMax = 1024;

    internal static ChangeReply ToMessage(ChangeResult result) =>
        new() { Generation = result.Generation.Value, Plan = ToMessage(result.Plan) };

    internal static PlanReply ToMessage(ChangePlan plan)
    {
        PlanReply reply = new();
        reply.Moves.AddRange(plan.Moves.Select(move => new PlanReply.Types.Move
        {
            Pool = move.Pool,
            From = move.From,
            To = move.To,
            Buckets = (uint)move.Buckets.Length,
            BucketRanges = BucketRanges.Write(move.Buckets, RangesLengthMax),
        }));
        reply.Queued.AddRange(plan.Queued.Select(queue => new PlanReply.Types.Queued
        {
            Pool = queue.Pool,
            Buckets = (uint)queue.Buckets,
            Reason = queue.Reason,
        }));
        reply.Changes.AddRange(plan.Changes);
        return reply;
    }
}
