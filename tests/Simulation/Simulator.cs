using Beamer.Tests.Simulation.Balancers;
using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation;

/// <summary>One run: clients, MUXes, servers and controller in one thread and in virtual time, from one seed.</summary>
/// <remarks>Everything that happens is an event; the same seed gives the same events.</remarks>
internal sealed class Simulator
{
    private readonly List<Action?> _actions = [];
    private readonly Stack<int> _freeActions = new();
    private readonly ClientPopulation _clients;
    private readonly PacketPath _path;

    internal Simulator(int seed, SimulationPlan plan, IBalancer balancer, int? tracedFlow = null)
    {
        Seed = seed;
        Plan = plan;
        Balancer = balancer;
        Trace = new FlowTrace(this, tracedFlow);
        Flows = new FlowTable(seed);
        Kernels = new ServerKernels(Flows, plan.ServersMax, balancer.Buckets);
        _path = new PacketPath(this);
        _clients = new ClientPopulation(this, _path);
        Kernels.HalfOpen = (flow, server) => Wheel.Add(
            Now + ServerKernels.HalfOpenLife, new SimulatedEvent(EventKind.HalfOpenEnds, flow, server));
    }

    internal int Seed { get; }

    internal SimulationPlan Plan { get; }

    internal IBalancer Balancer { get; }

    internal EventWheel Wheel { get; } = new();

    internal TimeSpan Now => Wheel.Now;

    internal FlowTable Flows { get; }

    internal ServerKernels Kernels { get; }

    internal Tally Tally { get; } = new();

    internal FlowTrace Trace { get; }

    /// <summary>The state of servers and MUXes that the network and the clients see.</summary>
    internal PacketPath Path => _path;

    /// <summary>What was broken, as far as there is room: the connection and how.</summary>
    internal List<Violation> Violations { get; } = [];

    internal long Events { get; private set; }

    /// <summary>One row for each sample; empty unless the plan wants them.</summary>
    internal List<Sample> Samples { get; } = [];

    /// <summary>Runs something at a time.</summary>
    internal void At(TimeSpan due, Action what)
    {
        if (!_freeActions.TryPop(out int slot))
        {
            slot = _actions.Count;
            _actions.Add(null);
        }

        _actions[slot] = what;
        Wheel.Add(due, new SimulatedEvent(EventKind.Action, slot));
    }

    internal void Every(TimeSpan interval, Action what) => At(Now + interval, () =>
    {
        what();
        Every(interval, what);
    });

    /// <summary>A server's power fails: its connections are lost, it answers nobody, and nobody is told.</summary>
    internal void Crash(int server)
    {
        Path.SetDown(server, true);
        Kernels.Crash(server, _clients.NoteHomeCrashed);
        Balancer.Crash(server);
    }

    /// <summary>From the first table to the end of the plan, or until no connection is left.</summary>
    internal void Run()
    {
        Balancer.Start(this, Plan.ServersAtStart);
        Plan.Schedule(this);
        _clients.Start();
        if (Plan.SampleEvery > TimeSpan.Zero) Every(Plan.SampleEvery, TakeSample);
        while (!IsOver && Wheel.TryNext(Plan.End, out SimulatedEvent what))
        {
            Events++;
            Do(what);
        }
    }

    private bool IsOver => Now > Plan.LastChange && _clients.AreGone;

    private void Do(in SimulatedEvent what)
    {
        switch (what.Kind)
        {
            case EventKind.Packet:
                _path.Arrive(what.Subject);
                break;
            case EventKind.Segment:
                _clients.SendNext(what.Subject);
                break;
            case EventKind.Retransmission:
                _clients.SendAgain(what.Subject);
                break;
            case EventKind.SynAck:
                _clients.TakeSynAck(what.Subject, what.Detail);
                break;
            case EventKind.Arrival:
                _clients.Arrive();
                break;
            case EventKind.HalfOpenEnds:
                Kernels.EndHalfOpen(what.Detail, what.Subject);
                break;
            default:
                Action action = _actions[what.Subject]!;
                _actions[what.Subject] = null;
                _freeActions.Push(what.Subject);
                action();
                break;
        }
    }

    private void TakeSample() =>
        Samples.Add(new Sample(Now, Tally.Live, Tally.Broken, Tally.Packets, Tally.Forwards, Balancer.Unsettled));
}
