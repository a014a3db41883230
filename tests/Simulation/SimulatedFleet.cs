using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>An engine with MUXes and agents around it, in one thread and in virtual time.</summary>
internal sealed class SimulatedFleet
{
    internal static readonly PoolId PoolId = new(1);

    internal static readonly ServiceKey ServiceKey =
        new(IPv4Address.Parse("192.0.2.1"), 80, TransportProtocol.Tcp);

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private readonly FleetSettings _settings;
    private readonly FleetRules _rules;
    private readonly Dictionary<FollowerId, SimulatedMachine> _streams = [];
    private long _lastStream;
    private ulong _term = 1;

    internal SimulatedFleet(FleetRules? rules = null, FleetSettings? settings = null)
    {
        _rules = rules ?? FleetRules.All;
        _settings = settings ?? new FleetSettings();
        Engine = new FleetEngine(_settings, Store.Record, _term, Now, _rules);
    }

    internal FleetEngine Engine { get; private set; }

    internal SimulatedStore Store { get; } = new();

    internal TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(1000);

    internal List<SimulatedMux> Muxes { get; } = [];

    internal List<SimulatedAgent> Agents { get; } = [];

    internal List<FleetEffect> Effects { get; } = [];

    /// <summary>Sees each effect when it is done.</summary>
    internal Action<FleetEffect>? Watcher { get; set; }

    /// <summary>When the controller started.</summary>
    internal TimeSpan ControllerSince { get; private set; }

    internal SimulatedTrace Trace { get; } = new();

    /// <summary>Words to the controller wait in the outbox of the machine that says them.</summary>
    internal bool HoldsReplies { get; init; }

    /// <summary>P57 is checked whenever a MUX begins to use rows.</summary>
    internal bool ChecksPrepared { get; init; } = true;

    internal BucketTable Rows => Engine.Committed.Pools[PoolId];

    /// <summary>The row of a bucket as it was published last, committed or not.</summary>
    internal Row NewestRow(int bucket)
    {
        RowSet? rows = Store.Record.InFlight?.Rows.FirstOrDefault(set => set.Pool == PoolId);
        int index = rows is null ? -1 : rows.Buckets.IndexOf(bucket);
        return index >= 0 ? rows![index] : Rows[bucket];
    }

    internal IEnumerable<SimulatedMachine> Machines => [.. Muxes, .. Agents];

    /// <summary>A fleet of two MUXes with all servers admitted and the first fill done.</summary>
    internal static SimulatedFleet Running(
        int servers, int buckets = 64, int previousMax = 2, FleetRules? rules = null, FleetSettings? settings = null)
    {
        SimulatedFleet fleet = new(rules, settings);
        ChangeResult applied =
            fleet.Engine.Apply(Intent(servers, buckets, previousMax), new ChangeOptions("test"), fleet.Now);
        Invariant.Require(applied.IsAccepted, string.Join(' ', applied.Reasons));
        fleet.AddMux(1);
        fleet.AddMux(2);
        for (int number = 1; number <= servers; number++) fleet.AddAgent(number);
        fleet.Run(TimeSpan.FromSeconds(5));
        return fleet;
    }

    internal static FleetIntent Intent(int servers, int buckets = 64, int previousMax = 2)
    {
        Pool pool = new(PoolId, "web", buckets, previousMax, 1, new SipKey(1, 2));
        return new FleetIntent(
            [new IntentPool(pool, [])],
            [new Service(ServiceKey, PoolId)],
            [.. Enumerable.Range(1, servers).Select(Server)],
            [Mux(1), Mux(2)]);
    }

    internal static IntentServer Server(int number) => new($"s{number}", AddressOf(number), PoolId, 100, false);

    internal static IPv4Address AddressOf(int number) => new(0x0A000000u + (uint)number);

    internal static MuxEntry Mux(int number) => new($"m{number}", new IPv4Address(0x0A010000u + (uint)number));

    internal SimulatedAgent Agent(int number) => Agents.First(agent => agent.Address == AddressOf(number));

    internal SimulatedMux AddMux(int number)
    {
        SimulatedMux mux = new(Mux(number).Name, Mux(number).Address);
        Muxes.Add(mux);
        Connect(mux);
        return mux;
    }

    internal SimulatedAgent AddAgent(int number, ISimulatedSockets? sockets = null)
    {
        SimulatedAgent agent = new($"s{number}", AddressOf(number), sockets);
        Agents.Add(agent);
        Connect(agent);
        return agent;
    }

    internal void Connect(SimulatedMachine machine)
    {
        FollowerId stream = new(++_lastStream);
        _streams[stream] = machine;
        machine.Stream = stream;
        machine.Inbox.Clear();
        machine.Outbox.Clear();
        Trace.Note(Now, null, $"{machine.Name} connects");
        Engine.Connected(stream, machine.Hello, Now);
        Deliver();
        if (machine is SimulatedAgent agent) Report(agent);
    }

    internal void Disconnect(SimulatedMachine machine)
    {
        if (machine.Stream is not { } stream) return;
        Lose(machine);
        Engine.Disconnected(stream, Now);
        Deliver();
    }

    internal void Report(SimulatedAgent agent)
    {
        AgentHealth health = new(agent.IsSynced, agent.IsServable, [], (ulong)agent.Clock(Now).Ticks);
        Tell(agent, stream => Engine.Reported(stream, health, Now));
    }

    internal void Acknowledge(SimulatedMachine machine, Generation generation, PublicationStage stage) =>
        Tell(machine, stream => Engine.Acknowledged(stream, generation, stage, Now));

    /// <summary>Only a damaged message makes a machine refuse what the controller sends.</summary>
    internal void Refuse(SimulatedMachine machine, Generation generation, List<string> reasons)
    {
        Invariant.Require(machine.MayRefuse, $"{machine.Name}: {string.Join(' ', reasons)}");
        Tell(machine, stream => Engine.Refused(stream, generation, [.. reasons], Now));
    }

    /// <summary>A machine says something to the controller, on the stream that it has now.</summary>
    internal void Tell(SimulatedMachine machine, Action<FollowerId> word)
    {
        if (machine.Stream is not { } stream) return;
        if (HoldsReplies) machine.Outbox.Enqueue(() => word(stream));
        else word(stream);
    }

    /// <summary>The controller hears the oldest word that it was told and has not heard.</summary>
    internal bool Hear(SimulatedMachine machine)
    {
        if (!machine.Outbox.TryDequeue(out Action? word)) return false;
        word();
        foreach (FleetEffect effect in Engine.TakeEffects()) Do(effect);
        return true;
    }

    /// <summary>A machine reads the oldest message that was sent to it.</summary>
    internal bool Read(SimulatedMachine machine)
    {
        if (!machine.Inbox.TryDequeue(out FeedCommand? command)) return false;
        Trace.Note(Now, machine, command);
        machine.Handle(command, this);
        return true;
    }

    internal void RestartController()
    {
        foreach (SimulatedMachine machine in Machines) Lose(machine);
        Engine = new FleetEngine(_settings, Store.Record, ++_term, Now, _rules);
        ControllerSince = Now;
        Deliver();
    }

    internal void Run(TimeSpan time)
    {
        for (TimeSpan end = Now + time; Now < end;) Tick();
    }

    internal void Tick()
    {
        Now += s_tick;
        foreach (SimulatedMachine machine in Machines) machine.Live(this);
        Engine.Tick(Now);
        Deliver();
    }

    /// <summary>Does the effects and lets machines that are not frozen read, until nothing is left.</summary>
    internal void Deliver()
    {
        do
        {
            foreach (FleetEffect effect in Engine.TakeEffects()) Do(effect);
            foreach (SimulatedMachine machine in Machines)
            {
                if (machine.IsFrozen) continue;
                Read(machine);
                while (Hear(machine)) continue;
            }

            foreach (FleetEffect effect in Engine.TakeEffects()) Do(effect);
        }
        while (Machines.Any(machine => !machine.IsFrozen && (machine.Inbox.Count > 0 || machine.Outbox.Count > 0)));
    }

    /// <summary>P57: whoever may answer at a chain's end has learned the rows that a MUX begins to use.</summary>
    internal void CheckPrepared(FleetDelta delta)
    {
        if (!ChecksPrepared) return;
        foreach (RowSet rows in delta.Rows)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                foreach (SimulatedAgent agent in Agents.Where(
                    agent => agent is { IsAlive: true, IsGivenUp: false } && agent.HasLease(Now)))
                {
                    bool takesPart = rows[i].Names(agent.Address);
                    int bucket = rows.Buckets[i];
                    if (takesPart && agent.Known(bucket) < delta.To)
                    {
                        throw new ViolationException(
                            $"P57: {agent.Name} has a lease and does not know bucket {bucket} of {delta.To}.\n"
                            + Trace.Tell(bucket));
                    }
                }
            }
        }
    }

    /// <summary>The next delta for a machine is damaged on its way.</summary>
    internal bool Damage(SimulatedMachine machine)
    {
        FeedCommand[] waiting = [.. machine.Inbox];
        if (waiting is not [FeedCommand.Commit commit, ..]) return false;
        waiting[0] = new FeedCommand.Commit(commit.Delta with { Digest = default });
        machine.Inbox.Clear();
        foreach (FeedCommand command in waiting) machine.Inbox.Enqueue(command);
        machine.MayRefuse = true;
        return true;
    }

    private void Do(FleetEffect effect)
    {
        Effects.Add(effect);
        Watcher?.Invoke(effect);
        Store.Store(effect);
        if (effect is FleetEffect.Send send && _streams.TryGetValue(send.Follower, out SimulatedMachine? to))
        {
            to.Inbox.Enqueue(send.Command);
        }

        if (effect is FleetEffect.Close close && _streams.TryGetValue(close.Follower, out SimulatedMachine? closed)
            && closed.Stream == close.Follower) Lose(closed);
    }

    private void Lose(SimulatedMachine machine)
    {
        if (machine.Stream is { } stream) _streams.Remove(stream);
        machine.Stream = null;
        machine.Inbox.Clear();
        machine.Outbox.Clear();
    }
}
