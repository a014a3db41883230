using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>A fleet, its network and its clients, to which operations happen one by one.</summary>
internal sealed class MachineWorld
{
    /// <summary>The production's times, with those scaled down that histories would have to wait for.</summary>
    internal static readonly FleetSettings Settings = new()
    {
        LeaseDuration = TimeSpan.FromSeconds(4),
        LeaseRenewal = TimeSpan.FromSeconds(1),
        CookieQuarantine = TimeSpan.FromSeconds(6),
        FirstFillWait = TimeSpan.FromSeconds(0.3),
        DeltaLogMax = 4,
    };

    /// <summary>I10 of docs/consistency.md.</summary>
    internal const string CookieForgotten = "its server's agent forgot the SYN cookie that it answers";

    private static readonly ServiceKey s_udpKey = SimulatedFleet.ServiceKey with { Protocol = TransportProtocol.Udp };
    private readonly List<string>? _steps;
    private readonly Dictionary<SimulatedAgent, TcpHost> _hosts = [];
    private readonly HashSet<SimulatedMachine> _away = [];

    internal MachineWorld(MachineSize size, MachineRules rules, bool traces = false)
    {
        Size = size;
        Rules = rules;
        _steps = traces ? [] : null;
        Fleet = new SimulatedFleet(rules.Fleet, Settings) { HoldsReplies = true, ChecksPrepared = rules.ChecksSteps };
        Start();
        Pool pool = Fleet.Rows.Pool;
        Clients =
        [
            .. Enumerable.Range(0, size.Tuples).Select(number => new Client(
                number,
                number % size.Buckets,
                new SimulatedFlow(number, number % size.Buckets, pool, SimulatedFleet.ServiceKey).Tuple)),
        ];
        Boxes = new MachineBoxes(this);
        Network = new MachineNetwork(this, new Tunnel(Fleet, rules, HostOf));
    }

    internal MachineSize Size { get; }

    internal MachineRules Rules { get; }

    internal SimulatedFleet Fleet { get; }

    internal ImmutableArray<Client> Clients { get; }

    internal MachineNetwork Network { get; }

    internal MachineBoxes Boxes { get; }

    /// <summary>Machines whose feed stands still unless an operation moves it.</summary>
    internal HashSet<SimulatedMachine> Held { get; } = [];

    internal TimeSpan Now => Fleet.Now;

    internal IReadOnlyList<string> Steps => _steps ?? [];

    internal TcpHost HostOf(SimulatedAgent agent) => _hosts[agent];

    internal SimulatedAgent Server(IPv4Address address) => Fleet.Agents.First(agent => agent.Address == address);

    internal SimulatedMachine? Machine(int subject) => subject > 0
        ? Fleet.Agents.ElementAtOrDefault(subject - 1)
        : Fleet.Muxes.ElementAtOrDefault(-subject - 1);

    internal void Note(string text) => _steps?.Add($"{Now.TotalSeconds - 1000,6:0.0} s  {text}");

    internal bool Notes => _steps is not null;

    /// <summary>Time passes; whoever is not held reads and answers all.</summary>
    internal void Tick()
    {
        foreach (SimulatedMachine machine in Fleet.Machines) Connect(machine);
        Boxes.NoteBlind();
        Thaw();
        Fleet.Tick();
        Freeze();
        foreach (SimulatedAgent agent in Fleet.Agents)
        {
            foreach (TcpAnswer answer in _hosts[agent].Live(Now)) Network.Answer(agent, answer);
        }

        Network.Live();
    }

    /// <summary>No time passes; whoever is not held reads and answers all.</summary>
    internal void Flush()
    {
        Thaw();
        Fleet.Deliver();
        Freeze();
    }

    /// <summary>Only the control channel breaks; the machine goes on with what it knows.</summary>
    internal bool Cut(SimulatedMachine machine)
    {
        if (!_away.Add(machine)) return false;
        Fleet.Disconnect(machine);
        return true;
    }

    internal bool Reconnect(SimulatedMachine machine)
    {
        _away.Remove(machine);
        return Connect(machine);
    }

    /// <summary>
    /// A new process: an agent knows its file, if it was not lost, and the kernel's sockets; a MUX its file.
    /// </summary>
    internal bool Restart(SimulatedMachine machine, int detail)
    {
        if (machine is SimulatedAgent { IsAlive: false }) return false;
        Fleet.Disconnect(machine);
        if (machine is SimulatedAgent agent)
        {
            ForgetSeen(agent);
            if (detail > 0) agent.Forget(Now);
            else agent.Restart(Now);
        }
        else if (!Rules.MuxKeepsTable)
        {
            ((SimulatedMux)machine).FallBack(detail + 1);
            _away.Add(machine);
        }

        Boxes.Forget(machine);
        return true;
    }

    /// <summary>
    /// A flood has overwritten what the agent remembers: the SYN-ACKs that it saw. The kernel's sockets it only asks.
    /// </summary>
    internal bool Evict(SimulatedAgent agent)
    {
        if (!agent.IsAlive) return false;
        ForgetSeen(agent);
        return true;
    }

    private void ForgetSeen(SimulatedAgent agent)
    {
        HostOf(agent).ForgetSeen();
        foreach (Client client in Clients.Where(
            client => client.Home == agent && HostOf(agent).HasForgottenCookie(client.Tuple)))
        {
            client.Pardon(CookieForgotten);
        }
    }

    internal bool Crash(SimulatedAgent agent)
    {
        if (!agent.IsAlive) return false;
        foreach (Client client in Clients.Where(client => client.Home == agent && client.IsLive))
        {
            client.Pardon($"{agent.Name} crashed", homeCrashed: true);
        }

        agent.Crash();
        Fleet.Disconnect(agent);
        Boxes.Forget(agent);
        return true;
    }

    internal bool Reboot(SimulatedAgent agent)
    {
        if (agent.IsAlive) return false;
        agent.Reboot();
        return true;
    }

    private bool Connect(SimulatedMachine machine)
    {
        if (machine.Stream is not null || _away.Contains(machine) || machine is SimulatedAgent { IsAlive: false })
        {
            return false;
        }

        Fleet.Connect(machine);
        return true;
    }

    private void Start()
    {
        ChangeResult applied = Fleet.Engine.Apply(IntentOf(Size), new ChangeOptions("test"), Now);
        Invariant.Require(applied.IsAccepted, string.Join(' ', applied.Reasons));
        for (int number = 1; number <= Size.Muxes; number++) Fleet.AddMux(number);
        for (int number = 1; number <= Size.Servers; number++)
        {
            TcpHost host = new(number, BucketOf) { Expired = Expire };
            _hosts[Fleet.AddAgent(number, host)] = host;
        }

        for (int ticks = 0; ticks < 100; ticks++)
        {
            Fleet.Tick();
            if (Fleet.Engine.Status(Now) is { IsConverged: true } status && status.Servers.All(one => one.Owned > 0))
            {
                break;
            }
        }

        Freeze();
    }

    private static FleetIntent IntentOf(MachineSize size)
    {
        Pool pool = new(SimulatedFleet.PoolId, "web", size.Buckets, size.PreviousMax, 1, new SipKey(1, 2));
        return new FleetIntent(
            [new IntentPool(pool, [])],
            [new Service(SimulatedFleet.ServiceKey, pool.Id), new Service(s_udpKey, pool.Id)],
            [.. Enumerable.Range(1, size.Servers).Select(SimulatedFleet.Server)],
            [.. Enumerable.Range(1, size.Muxes).Select(SimulatedFleet.Mux)]);
    }

    internal int BucketOf(Flow tuple) => FlowHash.Of(Fleet.Rows.Pool.Key, tuple).Bucket(Fleet.Rows.Pool.BucketCount);

    /// <summary>A server's own timer ended a connection: no balancer can do anything about it.</summary>
    private void Expire(TcpSocket socket)
    {
        foreach (Client client in Clients)
        {
            if (client.Tuple == socket.Tuple && client.IsLive && client.Sequence == socket.PeerSequence
                && client.HomeSequence == socket.Sequence)
            {
                client.Pardon("its server's own timer ended it");
            }
        }
    }

    private void Thaw()
    {
        foreach (SimulatedMachine machine in Fleet.Machines) machine.IsFrozen = Held.Contains(machine);
    }

    private void Freeze()
    {
        foreach (SimulatedMachine machine in Fleet.Machines) machine.IsFrozen = true;
    }
}
