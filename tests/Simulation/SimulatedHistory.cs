using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Wire;

namespace Beamer.Tests.Simulation;

/// <summary>
/// A history drawn from a seed: faults, operators and traffic in any order, with the promises checked at each step.
/// </summary>
internal sealed class SimulatedHistory
{
    private static readonly ChangeOptions s_operator = new("test", Force: true);
    // A tick late at most, and so within the engine's bound of one second.
    private static readonly TimeSpan s_inFlightMax = TimeSpan.FromMilliseconds(800);

    private readonly Random _random;
    private readonly SimulatedFleet _fleet;
    private readonly SimulatedTraffic _traffic;
    private readonly Dictionary<SimulatedMachine, TimeSpan> _frozenUntil = [];
    private readonly Dictionary<SimulatedMachine, TimeSpan> _awayUntil = [];
    private int _crashesLeft;

    internal SimulatedHistory(
        int seed, FleetRules? rules = null, ChainRules? chainRules = null, int crashes = 1)
    {
        _random = new Random(seed);
        _crashesLeft = crashes;
        _fleet = SimulatedFleet.Running(servers: 4, buckets: 16, previousMax: _random.Next(1, 4), rules: rules);
        _traffic = new SimulatedTraffic(_fleet, chainRules);
    }

    internal SimulatedFleet Fleet => _fleet;

    internal SimulatedTraffic Traffic => _traffic;

    /// <summary>Runs a number of steps.</summary>
    /// <exception cref="ViolationException">A promise was broken.</exception>
    internal void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Act(_random.Next(100));
            for (int ticks = _random.Next(3) == 0 ? _random.Next(1, 30) : 0; ticks > 0; ticks--) Tick();
            EndLongFreezes();
            _traffic.CheckCoverage();
            foreach (SimulatedFlow flow in _traffic.Flows.ToArray()) Use(flow);
        }
    }

    /// <summary>
    /// Mends everything and waits: all tables must become equal, and every flow must reach its home (P61).
    /// </summary>
    internal void Heal()
    {
        foreach (SimulatedAgent agent in _fleet.Agents.Where(agent => !agent.IsAlive)) agent.Reboot();
        _fleet.Engine.SetWeight(_fleet.Agents[0].Name, 100, s_operator, _fleet.Now);
        foreach (SimulatedMachine machine in _fleet.Machines)
        {
            machine.IsFrozen = false;
            if (machine.Stream is null) _fleet.Connect(machine);
        }

        for (int ticks = 0; ticks < 600; ticks++) Tick();
    }

    /// <summary>Everything that bears on a flow, for a failing test.</summary>
    internal string Explain(SimulatedFlow flow) => string.Join('\n', _fleet.Engine.Status(_fleet.Now).Servers
        .Select(server => server.ToString())
        .Append($"{flow}: {_fleet.Rows[flow.Bucket]}")
        .Concat(_fleet.Agents.Select(agent => $"{agent.Name} {agent.IsAdmitted} {agent.Admission(flow.Bucket)}"))
        .Concat(_fleet.Engine.Status(_fleet.Now).Alarms)
        .Append(_fleet.Trace.Tell(flow.Bucket)));

    private void Act(int choice)
    {
        if (choice < 30) _traffic.Open(Pick(_fleet.Muxes), _random.Next(16));
        else if (choice < 40) OpenTwice(_random.Next(16));
        else if (choice < 55 && _traffic.Flows.Count > 0) _traffic.Close(Pick(_traffic.Flows));
        else if (choice < 62) _fleet.Engine.Drain(Pick(_fleet.Agents).Name, s_operator, _fleet.Now);
        else if (choice < 72)
        {
            _fleet.Engine.SetWeight(Pick(_fleet.Agents).Name, (uint)_random.Next(1, 200), s_operator, _fleet.Now);
        }
        else if (choice < 77) Freeze(Pick(_fleet.Muxes));
        else if (choice < 80) Freeze(Pick(_fleet.Agents));
        else if (choice < 82) Bounce(Pick(_fleet.Muxes));
        else if (choice < 84) Cut(Pick(_fleet.Muxes));
        else if (choice < 88) Bounce(Pick(_fleet.Agents));
        else if (choice < 91) Cut(Pick(_fleet.Agents));
        else if (choice < 95) CrashOrReboot(Pick(_fleet.Agents));
        else if (choice < 97) RestartController();
        else _fleet.Deliver();
    }

    /// <summary>
    /// The network duplicates a SYN; the copy goes through any MUX and may come second, or long after.
    /// </summary>
    private void OpenTwice(int bucket) =>
        SendLate(_traffic.Open(Pick(_fleet.Muxes), bucket), TcpFlags.Syn);

    /// <summary>One segment arrives at once, some are held back in the network, and some are lost there.</summary>
    private void Use(SimulatedFlow flow)
    {
        if (_random.Next(8) == 0) SendLate(flow, TcpFlags.Ack);
        if (_random.Next(10) > 0) _traffic.Send(Pick(_fleet.Muxes), flow);
    }

    private void SendLate(SimulatedFlow flow, TcpFlags flags)
    {
        TimeSpan longest = s_inFlightMax * _random.NextDouble();
        TimeSpan first = _fleet.Now + (longest * _random.NextDouble());
        _traffic.SendLate(Pick(_fleet.Muxes), flow, flags, first, _fleet.Now + longest);
    }

    private void Tick()
    {
        _fleet.Tick();
        _traffic.Advance(_random);
    }

    /// <summary>The machine reads nothing for a while, less than a stream may be silent.</summary>
    private void Freeze(SimulatedMachine machine)
    {
        machine.IsFrozen = true;
        Note($"{machine.Name} freezes");
        _frozenUntil[machine] = _fleet.Now + TimeSpan.FromMilliseconds(_random.Next(1, 30) * 100);
    }

    private void EndLongFreezes()
    {
        foreach ((SimulatedMachine machine, TimeSpan until) in _frozenUntil.ToArray())
        {
            if (until > _fleet.Now) continue;
            _frozenUntil.Remove(machine);
            machine.IsFrozen = false;
            Note($"{machine.Name} thaws");
        }

        foreach (SimulatedMachine machine in _fleet.Machines)
        {
            bool comesBack = machine.Stream is null && !machine.IsFrozen
                && _awayUntil.GetValueOrDefault(machine) <= _fleet.Now && _random.Next(4) == 0;
            if (comesBack && machine is not SimulatedAgent { IsAlive: false }) _fleet.Connect(machine);
        }

        _fleet.Deliver();
    }

    /// <summary>
    /// A new process: an agent knows its file, if that was not lost, and the kernel's sockets; a MUX its file.
    /// </summary>
    private void Bounce(SimulatedMachine machine)
    {
        Note($"{machine.Name} restarts");
        _fleet.Disconnect(machine);
        if (machine is not SimulatedAgent { IsAlive: true } agent) return;
        if (_random.Next(2) == 0) agent.Forget(_fleet.Now);
        else agent.Restart(_fleet.Now);
    }

    /// <summary>Only the control channel breaks; the machine goes on with what it knows.</summary>
    private void Cut(SimulatedMachine machine)
    {
        if (_random.Next(3) == 0) _awayUntil[machine] = _fleet.Now + TimeSpan.FromSeconds(_random.Next(10, 40));
        Note($"{machine.Name} is cut off");
        _fleet.Disconnect(machine);
    }

    private void CrashOrReboot(SimulatedAgent agent)
    {
        if (!agent.IsAlive)
        {
            Note($"{agent.Name} boots");
            agent.Reboot();
        }
        else if (_crashesLeft > 0)
        {
            _crashesLeft--;
            _traffic.Crash(agent);
        }
    }

    private void RestartController()
    {
        Note("the controller restarts");
        _fleet.RestartController();
        foreach (SimulatedMachine machine in _fleet.Machines)
        {
            if (machine is not SimulatedAgent { IsAlive: false } && _random.Next(4) > 0) _fleet.Connect(machine);
        }
    }

    private void Note(string text) => _fleet.Trace.Note(_fleet.Now, null, text);

    private T Pick<T>(List<T> items) => items[_random.Next(items.Count)];
}
