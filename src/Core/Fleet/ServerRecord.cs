using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>What the engine knows of a server.</summary>
internal sealed class ServerRecord(string name, IPv4Address address, PoolId pool, TimeSpan now)
    : MachineRecord(name, address, now)
{
    internal PoolId Pool { get; } = pool;

    /// <summary>A small number, its own for as long as it is a server of the fleet.</summary>
    internal int Number { get; set; }

    /// <summary>MUXes that vote for its death; kept by <see cref="ProbeVotes"/>.</summary>
    internal int DeathVotes { get; set; }

    /// <summary>By how many more of the MUXes that have a vote find it up than down.</summary>
    internal int UpBalance { get; set; }

    internal ServerState State { get; private set; } = ServerState.Joining;

    /// <summary>What the operator declares of it now; null when it is to leave the fleet.</summary>
    internal IntentServer? Declared { get; set; }

    /// <summary>The operator removed it although rows name it: it counts as dead.</summary>
    internal bool IsForcedOut { get; set; }

    /// <summary>The incarnation that was admitted last, as stored; 0 for none.</summary>
    internal ulong AdmittedIncarnation { get; set; }

    /// <summary>The incarnation of the last hello.</summary>
    internal ulong HelloIncarnation { get; set; }

    /// <summary>Whether the running incarnation may answer, as far as the engine knows.</summary>
    internal bool IsAdmitted { get; set; }

    /// <summary>Whether this stream was told so.</summary>
    internal bool IsAdmitSent { get; set; }

    /// <summary>Rows may name an incarnation that is gone; they are published anew before admission (R12).</summary>
    internal bool NeedsCleanRows { get; set; }

    /// <summary>From this generation on no row means a former incarnation.</summary>
    internal Generation CleanAt { get; set; }

    internal TimeSpan JoiningSince { get; set; } = now;

    /// <summary>A MUX got an answer through the tunnel since the running incarnation was admitted.</summary>
    internal bool HasAnswered { get; set; }

    internal Knowledge Acked { get; set; }

    internal Knowledge Sent { get; set; }

    /// <summary>Since when it owes an acknowledgement; null when it owes none.</summary>
    internal TimeSpan? OwesSince { get; set; }

    /// <summary>When it was sent rows to learn last.</summary>
    internal TimeSpan PreparedAt { get; set; }

    /// <summary>What it must know before it gets a lease (R8).</summary>
    internal Knowledge MustKnow { get; set; }

    internal TimeSpan? LeaseSentAt { get; set; }

    /// <summary>When the last lease has certainly ended.</summary>
    internal TimeSpan LeaseEnds { get; set; }

    internal AgentHealth? Health { get; set; }

    internal TimeSpan? UnservableSince { get; set; }

    /// <summary>The limits on automatic removals allowed its buckets to move away.</summary>
    internal bool IsTakenOut { get; set; }

    /// <summary>What it costs it to have come and gone.</summary>
    internal FlapPenalty Flaps { get; set; }

    /// <summary>Whether the last plan could give it buckets, or it only paused since.</summary>
    internal bool IsReceiver { get; set; }

    /// <summary>When its slow start began; null: it has none.</summary>
    internal TimeSpan? StartedAt { get; set; }

    /// <summary>How far its slow start is.</summary>
    internal uint Step { get; set; } = SlowStart.Steps;

    internal ulong CountToken { get; set; }

    internal TimeSpan? CountAskedAt { get; set; }

    /// <summary>What the confirmed line was when the count was asked for.</summary>
    internal Generation CountLine { get; set; }

    internal SettleProof? Proof { get; set; }

    /// <summary>Of an order to end connections that was not answered yet; 0: none.</summary>
    internal ulong BreakToken { get; set; }

    /// <summary>Who gave it.</summary>
    internal string BreakActor { get; set; } = "";

    internal bool WantsBuckets => Declared is { WantsBuckets: true };

    internal bool MayHoldLease(TimeSpan now) => IsAdmitted && State != ServerState.Dead && now < LeaseEnds;

    /// <summary>Changes the state, which must be legal.</summary>
    internal void Move(ServerEvent happening)
    {
        bool moved = ServerLifecycle.TryMove(State, happening, out ServerState next, out string reason);
        Invariant.Require(moved, reason.TrimEnd('.'));
        State = next;
    }

    /// <summary>Changes the state when that is legal.</summary>
    internal bool TryMove(ServerEvent happening)
    {
        if (!ServerLifecycle.TryMove(State, happening, out ServerState next, out _)) return false;
        State = next;
        return true;
    }
}
