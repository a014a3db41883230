using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Rpc;
using Microsoft.Extensions.Logging;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Backend.Feed;

/// <summary>
/// What the agent does with the controller's messages. Called by the feed client, one message after the other.
/// </summary>
/// <remarks>
/// An accepted message is in force when the method returns: the ingress loop no longer uses the view before it.
/// </remarks>
internal sealed class FeedFollower(
    BackendOptions options,
    ulong incarnation,
    AgentState state,
    SocketCensus census,
    SocketBreaker breaker,
    HostReport report,
    TimeProvider time,
    ILogger<FeedFollower> logger) : IFeedHandler
{
    private static readonly string Version = typeof(FeedFollower).Assembly.GetName().Version?.ToString() ?? "";

    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends a report to the controller, if it is there.</summary>
    internal Func<V1.FollowerMessage, bool>? Send { get; set; }

    /// <summary>Whether the stream is up.</summary>
    internal bool IsConnected { get; private set; }

    /// <summary>
    /// Ends when a lease has come from the controller, which gives none before it knows that the table is held here.
    /// </summary>
    internal Task Synced => _synced.Task;

    public V1.Hello CreateHello()
    {
        FleetTable table = state.View.Committed;
        return new V1.Hello
        {
            Role = V1.Role.Agent,
            Name = options.Name,
            Address = state.View.Self.Value,
            Incarnation = incarnation,
            Term = table.Term,
            Generation = table.Generation.Value,
            Digest = table.Digest.Value,
            Version = Version,
        };
    }

    public IReadOnlyList<string> AcceptSnapshot(FleetTable table)
    {
        IReadOnlyList<string> reasons = Apply(
            "a snapshot",
            table.Generation,
            (AgentView present, out AgentView next, out List<string> why) =>
                present.TryWithSnapshot(table, out next, out why));
        if (reasons.Count > 0) return reasons;
        logger.TableInForce(table.Generation.Value);
        return reasons;
    }

    public IReadOnlyList<string> AcceptDelta(FleetDelta delta) => Apply(
        "a commit",
        delta.To,
        (AgentView present, out AgentView next, out List<string> why) =>
            present.TryWithCommit(delta, out next, out why));

    public IReadOnlyList<string> AcceptPrepare(
        Generation generation, V1.Stage stage, FleetConfiguration? configuration, ImmutableArray<RowSet> rows)
    {
        if (stage is not (V1.Stage.PrepareNewAndPrevious or V1.Stage.PrepareOldOwner))
        {
            return [$"stage {stage} is no stage of a prepare."];
        }

        PrepareStage learned =
            stage == V1.Stage.PrepareOldOwner ? PrepareStage.OldOwner : PrepareStage.NewAndPreviousOwners;
        return Apply(
            "a prepare",
            generation,
            (AgentView present, out AgentView next, out List<string> why) =>
                present.TryWithPrepare(generation, learned, configuration, rows, out next, out why));
    }

    public void AcceptLease(TimeSpan duration, ulong statusSentAt)
    {
        // Counted from a moment of this agent's own: a lease read late, after a freeze, has run out already.
        bool isOurs = statusSentAt > 0 && statusSentAt <= (ulong)time.GetTimestamp();
        if (isOurs) state.SetLease((long)statusSentAt + (long)(duration.TotalSeconds * time.TimestampFrequency));
        _synced.TrySetResult();
        SendStatus();
    }

    public IReadOnlyList<string> AcceptAdmission(ulong admitted, Generation generation)
    {
        if (admitted != incarnation) return [$"incarnation {admitted:x16} is admitted, but this is {incarnation:x16}."];
        IReadOnlyList<string> reasons = Apply(
            "an admission",
            generation,
            (AgentView present, out AgentView next, out List<string> why) =>
                present.TryWithAdmission(generation, out next, out why));
        if (reasons.Count == 0) logger.Admitted(generation.Value);
        return reasons;
    }

    public V1.SocketCounts? CountSockets(ulong token)
    {
        try
        {
            return census.Count(state.View, token);
        }
        catch (LinkException e)
        {
            logger.CountFailed(e.Message);
            return null;
        }
    }

    public V1.BrokenConnections BreakConnections(ulong token)
    {
        V1.BrokenConnections broken = breaker.Break(state.View, token);
        logger.ConnectionsBroken(broken.Connections, broken.Problem);
        return broken;
    }

    public void Connected()
    {
        IsConnected = true;
        logger.Following(state.View.Committed.Generation.Value);
        SendStatus();
    }

    public void Disconnected(string reason, bool superseded)
    {
        bool connected = IsConnected;
        IsConnected = false;
        if (superseded)
        {
            state.EndLease();
            logger.Superseded();
        }
        else if (connected)
        {
            logger.FeedEnded(reason);
        }
    }

    /// <summary>Tells the controller how this host stands.</summary>
    internal void SendStatus()
    {
        V1.AgentStatus status = new()
        {
            Synced = state.View.IsSynced,
            Listening = state.IsListening,
            SentAt = (ulong)time.GetTimestamp(),
        };
        status.Problems.AddRange(report.Problems);
        Send?.Invoke(new V1.FollowerMessage { Status = status });
    }

    private IReadOnlyList<string> Apply(string what, Generation generation, AgentState.Change change)
    {
        IReadOnlyList<string> reasons = state.Apply(change);
        if (reasons.Count > 0) logger.Refused(what, generation.Value, string.Join(' ', reasons));
        return reasons;
    }
}
