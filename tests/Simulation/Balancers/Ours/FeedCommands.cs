using Beamer.Core.Fleet;
using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>
/// Hands a command to a follower without making bytes of it: for runs whose subject is not the codec.
/// </summary>
/// <remarks>The answers are those of <see cref="FeedConversation"/>.</remarks>
internal static class FeedCommands
{
    internal static V1.FollowerMessage? Hand(FeedCommand command, IFeedHandler to)
    {
        switch (command)
        {
            case FeedCommand.Snapshot snapshot:
                FeedAnswer whole = new(snapshot.Table.Generation.Value, V1.Stage.Commit);
                return whole.For(to.AcceptSnapshot(snapshot.Table));
            case FeedCommand.Prepare prepare:
                V1.Stage stage = prepare.Stage == PublicationStage.PrepareOld
                    ? V1.Stage.PrepareOldOwner
                    : V1.Stage.PrepareNewAndPrevious;
                FeedAnswer learned = new(prepare.Generation.Value, stage);
                return learned.For(
                    to.AcceptPrepare(prepare.Generation, stage, prepare.Configuration, prepare.Rows));
            case FeedCommand.Commit commit:
                FeedAnswer next = new(commit.Delta.To.Value, V1.Stage.Commit);
                return next.For(to.AcceptDelta(commit.Delta));
            case FeedCommand.Lease lease:
                to.AcceptLease(lease.Duration, lease.StatusSentAt);
                return null;
            case FeedCommand.Admit admit:
                FeedAnswer admitted = new(admit.Generation.Value, V1.Stage.Unspecified);
                return admitted.For(to.AcceptAdmission(admit.Incarnation, admit.Generation));
            case FeedCommand.Count count:
                return to.CountSockets(count.Token) is { } counts ? new V1.FollowerMessage { Counts = counts } : null;
            default:
                throw new InvalidOperationException($"{command.GetType().Name} is no command of the feed.");
        }
    }

    private readonly record struct FeedAnswer(uint Generation, V1.Stage Stage)
    {
        internal V1.FollowerMessage? For(IReadOnlyList<string> reasons)
        {
            if (reasons.Count > 0)
            {
                V1.Refusal refusal = new() { Generation = Generation };
                refusal.Reasons.AddRange(reasons);
                return new V1.FollowerMessage { Refusal = refusal };
            }

            return Stage == V1.Stage.Unspecified
                ? null
                : new V1.FollowerMessage { Ack = new V1.Ack { Generation = Generation, Stage = Stage } };
        }
    }
}
