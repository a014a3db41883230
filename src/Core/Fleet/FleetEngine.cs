using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>The controller's brain: a state machine of messages and time in, effects out.</summary>
/// <remarks>
/// <para>Not thread-safe: one thread calls it. It has no clock: every input brings <c>now</c>, monotonic, any origin. It is
/// deterministic: the same inputs give the same effects.</para>
/// <para>After each input the host takes the effects (<see cref="TakeEffects"/>) and does them in order.</para>
/// </remarks>
public sealed class FleetEngine
{
    /// <summary>Continues from what the store holds; stages an interrupted publication again.</summary>
    /// <param name="settings">Times and bounds.</param>
    /// <param name="restored">What the store gives back.</param>
    /// <param name="term">Number of this start of the controller, above every earlier one.</param>
    /// <param name="now">The time.</param>
    public FleetEngine(FleetSettings settings, FleetRecord restored, ulong term, TimeSpan now)
        : this(settings, restored, term, now, FleetRules.All)
    {
    }

    internal FleetEngine(FleetSettings settings, FleetRecord restored, ulong term, TimeSpan now, FleetRules rules)
    {
        _settings = settings;
        _rules = rules;
        Term = term;
        Intent = restored.Intent;
        Committed = restored.Committed;
        _ = now;
    }

    private readonly FleetSettings _settings;
    private readonly FleetRules _rules;
    private ImmutableArray<FleetEffect>.Builder _effects = ImmutableArray.CreateBuilder<FleetEffect>();

    /// <summary>The number of this start of the controller.</summary>
    public ulong Term { get; }

    /// <summary>What operators declared last: new pools get an id that is not used here, known pools keep id and key.</summary>
    public FleetIntent Intent { get; private set; }

    /// <summary>The newest committed table.</summary>
    public FleetTable Committed { get; private set; }

    /// <summary>What has to be done since the last call, in order.</summary>
    public ImmutableArray<FleetEffect> TakeEffects()
    {
        ImmutableArray<FleetEffect> effects = _effects.ToImmutable();
        _effects.Clear();
        return effects;
    }

    /// <summary>A follower said hello on a new stream.</summary>
    public void Connected(FollowerId follower, FollowerHello hello, TimeSpan now) => Later(follower, hello, now);

    /// <summary>A follower knows everything up to this generation and stage.</summary>
    public void Acknowledged(FollowerId follower, Generation generation, PublicationStage stage, TimeSpan now) =>
        Later(follower, generation, stage, now);

    /// <summary>A follower refused a message whole: it gets a snapshot.</summary>
    public void Refused(FollowerId follower, Generation generation, ImmutableArray<string> reasons, TimeSpan now) =>
        Later(follower, generation, reasons, now);

    /// <summary>A MUX reports on the servers.</summary>
    public void Probed(FollowerId follower, ProbeReport report, TimeSpan now) => Later(follower, report, now);

    /// <summary>An agent counted its sockets.</summary>
    public void Counted(FollowerId follower, SocketCounts counts, TimeSpan now) => Later(follower, counts, now);

    /// <summary>An agent reports on its host.</summary>
    public void Reported(FollowerId follower, AgentHealth health, TimeSpan now) => Later(follower, health, now);

    /// <summary>A stream ended.</summary>
    public void Disconnected(FollowerId follower, TimeSpan now) => Later(follower, now);

    /// <summary>Time passed: to be called every 100 ms.</summary>
    public void Tick(TimeSpan now) => Later(now);

    /// <summary>Declares the whole fleet.</summary>
    public ChangeResult Apply(FleetIntent intent, ChangeOptions options, TimeSpan now) => Later(intent, options, now);

    /// <summary>Declares one server more.</summary>
    public ChangeResult AddServer(IntentServer server, ChangeOptions options, TimeSpan now) => Later(server, options, now);

    /// <summary>Asks a server to own no bucket; its flows finish in their own time.</summary>
    public ChangeResult Drain(string server, ChangeOptions options, TimeSpan now) => Later(server, options, now);

    /// <summary>Removes a server that no row names, or with force any: its flows end.</summary>
    public ChangeResult Remove(string server, ChangeOptions options, TimeSpan now) => Later(server, options, now);

    /// <summary>Changes a server's share.</summary>
    public ChangeResult SetWeight(string server, uint weight, ChangeOptions options, TimeSpan now) =>
        Later(server, weight, options, now);

    /// <summary>Declares that a MUX will not come back: barriers no longer wait for it and agents drop its packets.</summary>
    public ChangeResult ForgetMux(string mux, ChangeOptions options, TimeSpan now) => Later(mux, options, now);

    /// <summary>Publishes newer rows that equal those of an older table, as far as R2 and R14 allow.</summary>
    public ChangeResult Rollback(FleetTable older, ChangeOptions options, TimeSpan now) => Later(older, options, now);

    /// <summary>What <see cref="Apply"/> would do.</summary>
    public ChangeResult Plan(FleetIntent intent, ChangeOptions options, TimeSpan now) => Later(intent, options, now);

    /// <summary>How the fleet stands.</summary>
    public FleetStatus Status(TimeSpan now) =>
        new(Term, Committed.Generation, Committed.Digest, null, [], [], [], [.. Problems(now)], false);

    /// <summary>Where a flow's packets go.</summary>
    /// <returns>Null when no service asks for it.</returns>
    public FlowExplanation? Explain(in Flow flow)
    {
        Later(flow);
        return null;
    }

    private IEnumerable<string> Problems(TimeSpan now) => _rules.Staging && now > _settings.LeaseDuration ? [] : [];

    private ChangeResult Later(params object[] inputs)
    {
        _effects.Add(new FleetEffect.Audit($"An input with {inputs.Length} parts is not understood yet."));
        return ChangeResult.Refused(["This verb is not understood yet."]);
    }
}
