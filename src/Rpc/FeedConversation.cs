using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>
/// What a follower says to each message of the controller: terms, chunks, acknowledgements and refusals, no network.
/// </summary>
/// <remarks>One thread at a time. It outlives streams: a term that was seen once holds for all later ones.</remarks>
/// <param name="handler">What to do with messages.</param>
public sealed class FeedConversation(IFeedHandler handler)
{
    private SnapshotChunks _chunks = new();
    private ulong _termSeen;

    /// <summary>A stream begins; what one before it had begun to send does not go on here.</summary>
    /// <returns>The first word on it.</returns>
    public V1.Hello Begin()
    {
        V1.Hello hello = handler.CreateHello();
        // A process that starts again holds a table of some term: what an older controller still says is refused.
        _termSeen = Math.Max(_termSeen, hello.Term);
        _chunks = new SnapshotChunks();
        return hello;
    }

    /// <summary>One message of the controller.</summary>
    /// <returns>What to answer; null when nothing is to be said.</returns>
    public V1.FollowerMessage? Answer(V1.FeedMessage message)
    {
        if (message.Term < _termSeen)
        {
            return Refuse(0, [$"term {message.Term} is lower than {_termSeen}, which was seen before."]);
        }

        _termSeen = message.Term;
        return message.MessageCase switch
        {
            V1.FeedMessage.MessageOneofCase.Snapshot => HandleSnapshot(message),
            V1.FeedMessage.MessageOneofCase.Prepare => HandlePrepare(message),
            V1.FeedMessage.MessageOneofCase.Commit => HandleCommit(message),
            V1.FeedMessage.MessageOneofCase.Lease => HandleLease(message.Lease),
            V1.FeedMessage.MessageOneofCase.Admission => HandleAdmission(message.Admission),
            V1.FeedMessage.MessageOneofCase.Count => HandleCount(message.Count),
            V1.FeedMessage.MessageOneofCase.BreakConnections => HandleBreak(message.BreakConnections),
            _ => null,
        };
    }

    private V1.FollowerMessage? HandleSnapshot(V1.FeedMessage message)
    {
        List<string> reasons = _chunks.Take(message.Snapshot, out FleetTable? table);
        if (reasons.Count > 0) return Refuse(0, reasons);
        if (table is null) return null;
        return Acknowledge(message.Term, table.Generation, V1.Stage.Commit, handler.AcceptSnapshot(table));
    }

    private V1.FollowerMessage HandlePrepare(V1.FeedMessage message)
    {
        V1.Prepare prepare = message.Prepare;
        List<string> reasons = [];
        FleetConfiguration? configuration =
            prepare.Configuration is null ? null : ConfigurationMessages.Read(prepare.Configuration, reasons);
        RowSet[] rows = [.. prepare.Rows.Select(set => RowMessages.Read(set, reasons))];
        Generation generation = new(prepare.Generation);
        IReadOnlyList<string> answer = reasons.Count > 0
            ? reasons
            : handler.AcceptPrepare(generation, prepare.Stage, configuration, [.. rows]);
        return Acknowledge(message.Term, generation, prepare.Stage, answer);
    }

    private V1.FollowerMessage HandleCommit(V1.FeedMessage message)
    {
        bool good = TableMessages.TryRead(message.Commit, out FleetDelta? delta, out List<string> reasons);
        IReadOnlyList<string> answer = good ? handler.AcceptDelta(delta!) : reasons;
        return Acknowledge(message.Term, new Generation(message.Commit.ToGeneration), V1.Stage.Commit, answer);
    }

    private V1.FollowerMessage? HandleLease(V1.Lease lease)
    {
        handler.AcceptLease(TimeSpan.FromMilliseconds(lease.DurationMs), lease.StatusSentAt);
        return null;
    }

    private V1.FollowerMessage? HandleAdmission(V1.Admission admission)
    {
        IReadOnlyList<string> reasons = handler.AcceptAdmission(
            admission.Incarnation, new Generation(admission.Generation));
        return reasons.Count > 0 ? Refuse(admission.Generation, reasons) : null;
    }

    private V1.FollowerMessage? HandleBreak(V1.BreakConnections order) =>
        handler.BreakConnections(order.Token) is { } broken ? new V1.FollowerMessage { Broken = broken } : null;

    private V1.FollowerMessage? HandleCount(V1.CountSockets count) =>
        handler.CountSockets(count.Token) is { } counts ? new V1.FollowerMessage { Counts = counts } : null;

    private static V1.FollowerMessage Acknowledge(
        ulong term, Generation generation, V1.Stage stage, IReadOnlyList<string> reasons) =>
        reasons.Count > 0
            ? Refuse(generation.Value, reasons)
            : new V1.FollowerMessage { Ack = new V1.Ack { Term = term, Generation = generation.Value, Stage = stage } };

    private static V1.FollowerMessage Refuse(uint generation, IReadOnlyList<string> reasons)
    {
        V1.Refusal refusal = new() { Generation = generation };
        refusal.Reasons.AddRange(reasons);
        return new V1.FollowerMessage { Refusal = refusal };
    }
}
