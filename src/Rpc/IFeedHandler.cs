using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Tables;

namespace Beamer.Rpc;

/// <summary>
/// What a follower does with the feed. <see cref="FeedClient"/> calls it from one thread at a time, in order.
/// </summary>
/// <remarks>
/// A method that returns an empty list has put the change into force, durably where R17 asks for it: the client then
/// acknowledges. Reasons mean that nothing has changed: the client sends them and the controller answers with a
/// snapshot.
/// </remarks>
public interface IFeedHandler
{
    /// <summary>Who this follower is and what it holds now; asked before each connection.</summary>
    V1.Hello CreateHello();

    /// <summary>Takes a whole table.</summary>
    IReadOnlyList<string> AcceptSnapshot(FleetTable table);

    /// <summary>Takes the next delta.</summary>
    IReadOnlyList<string> AcceptDelta(FleetDelta delta);

    /// <summary>Learns rows before any MUX may use them (R3). MUXes are never asked.</summary>
    IReadOnlyList<string> AcceptPrepare(
        Generation generation, V1.Stage stage, FleetConfiguration? configuration, ImmutableArray<RowSet> rows) =>
        ["this follower takes no prepared rows."];

    /// <summary>The right to answer RST for this long since a status was sent.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="statusSentAt">
    /// <c>sent_at</c> of the newest status that had reached the controller; 0 when none had: then there is no lease.
    /// </param>
    void AcceptLease(TimeSpan duration, ulong statusSentAt)
    {
    }

    /// <summary>This incarnation may answer (R12).</summary>
    IReadOnlyList<string> AcceptAdmission(ulong incarnation, Generation generation) =>
        ["this follower needs no admission."];

    /// <summary>Counts the sockets of live flows per bucket (R10); null when it cannot be done now.</summary>
    V1.SocketCounts? CountSockets(ulong token) => null;

    /// <summary>Ends the connections of unsettled buckets, because an operator wants it; null: cannot.</summary>
    V1.BrokenConnections? BreakConnections(ulong token) => null;

    /// <summary>The stream is up: the controller may be sent reports.</summary>
    void Connected();

    /// <summary>The stream ended.</summary>
    /// <param name="reason">One sentence.</param>
    /// <param name="superseded">
    /// A newer process speaks for this follower now; the client stands aside: <see cref="ReconnectPauses"/>.
    /// </param>
    void Disconnected(string reason, bool superseded);
}
