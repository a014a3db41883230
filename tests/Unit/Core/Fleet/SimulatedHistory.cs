using Beamer.Core.Fleet;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>
/// A history drawn from a seed: faults, operators and traffic in any order, with the promises checked at each step.
/// </summary>
internal sealed class SimulatedHistory
{
    private static readonly ChangeOptions s_operator = new("test", Force: true);
    private readonly Random _random;
    private readonly SimulatedFleet _fleet;
    private readonly SimulatedTraffic _traffic;
    private readonly Dictionary<SimulatedMachine, TimeSpan> _frozenUntil = [];
    private int _crashesLeft;

    internal SimulatedHistory(int seed, FleetRules? rules = null, int crashes = 1)
    {
        _random = new Random(seed);
        _crashesLeft = crashes;
        _fleet = SimulatedFleet.Running(servers: 4, buckets: 16, previousMax: _random.Next(1, 4), rules: rules);
        _traffic = new SimulatedTraffic(_fleet);
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
            if (_random.Next(3) == 0) _fleet.Run(TimeSpan.FromMilliseconds(_random.Next(1, 30) * 100));
            EndLongFreezes();
            _traffic.CheckCoverage();
            foreach (SimulatedFlow flow in _traffic.Flows.ToArray()) _traffic.Send(Pick(_fleet.Muxes), flow);
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

        _fleet.Run(TimeSpan.FromSeconds(60));
    }

    /// <summary>Everything that bears on a flow, for a failing test.</summary>
    internal string Explain(SimulatedFlow flow) => string.Join('\n', _fleet.Engine.Status(_fleet.Now).Servers
        .Select(server => server.ToString())
        .Append($"flow of {flow.Home.Name}, bucket {flow.Bucket}: {_fleet.Rows[flow.Bucket]}")
        .Concat(_fleet.Agents.Select(agent => $"{agent.Name} {agent.IsAdmitted} {agent.Admission(flow.Bucket)}"))
        .Concat(_fleet.Engine.Status(_fleet.Now).Alarms));

    private void Act(int choice)
    {
        if (choice < 40) _traffic.Open(Pick(_fleet.Muxes), _random.Next(16));
        else if (choice < 55 && _traffic.Flows.Count > 0) _traffic.Close(Pick(_traffic.Flows));
        else if (choice < 62) _fleet.Engine.Drain(Pick(_fleet.Agents).Name, s_operator, _fleet.Now);
        else if (choice < 72)
        {
            _fleet.Engine.SetWeight(Pick(_fleet.Agents).Name, (uint)_random.Next(1, 200), s_operator, _fleet.Now);
        }
        else if (choice < 77) Freeze(Pick(_fleet.Muxes));
        else if (choice < 80) Freeze(Pick(_fleet.Agents));
        else if (choice < 83) Bounce(Pick(_fleet.Muxes));
        else if (choice < 88) Bounce(Pick(_fleet.Agents));
        else if (choice < 91) Cut(Pick(_fleet.Agents));
        else if (choice < 95) CrashOrReboot(Pick(_fleet.Agents));
        else if (choice < 97) RestartController();
        else _fleet.Deliver();
    }

    /// <summary>The machine reads nothing for a while, less than a stream may be silent.</summary>
    private void Freeze(SimulatedMachine machine)
    {
        machine.IsFrozen = true;
        _frozenUntil[machine] = _fleet.Now + TimeSpan.FromMilliseconds(_random.Next(1, 30) * 100);
    }

    private void EndLongFreezes()
    {
        foreach ((SimulatedMachine machine, TimeSpan until) in _frozenUntil.ToArray())
        {
            if (until > _fleet.Now) continue;
            _frozenUntil.Remove(machine);
            machine.IsFrozen = false;
        }

        foreach (SimulatedMachine machine in _fleet.Machines)
        {
            bool comesBack = machine.Stream is null && !machine.IsFrozen && _random.Next(4) == 0;
            if (comesBack && machine is not SimulatedAgent { IsAlive: false }) _fleet.Connect(machine);
        }

        _fleet.Deliver();
    }

    /// <summary>
    /// A new process: an agent forgets everything but the kernel's sockets, a MUX starts from its file.
    /// </summary>
    private void Bounce(SimulatedMachine machine)
    {
        _fleet.Disconnect(machine);
        if (machine is SimulatedAgent { IsAlive: true } agent) agent.Forget();
    }

    /// <summary>Only the control channel breaks; the machine goes on with what it knows.</summary>
    private void Cut(SimulatedMachine machine) => _fleet.Disconnect(machine);

    private void CrashOrReboot(SimulatedAgent agent)
    {
        if (!agent.IsAlive)
        {
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
        _fleet.RestartController();
        foreach (SimulatedMachine machine in _fleet.Machines)
        {
            if (machine is not SimulatedAgent { IsAlive: false } && _random.Next(4) > 0) _fleet.Connect(machine);
        }
    }

    private T Pick<T>(List<T> items) => items[_random.Next(items.Count)];
}
