using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers;

/// <summary>A new table on its way to each MUX, which nobody else waits for.</summary>
internal sealed class TableChannel(Simulator world)
{
    private readonly SeededRandom _random = SeededRandom.For(world.Seed, "control");
    private readonly TimeSpan[] _last = new TimeSpan[world.Plan.Muxes];

    /// <summary>A MUX takes no table before this time.</summary>
    internal void Freeze(int mux, TimeSpan until) => _last[mux] = until;

    internal void Send(Action<int> apply)
    {
        for (int mux = 0; mux < _last.Length; mux++)
        {
            int to = mux;
            TimeSpan due = world.Now + world.Plan.Control.Delay(_random);
            if (due < _last[mux]) due = _last[mux];
            _last[mux] = due;
            world.At(due, () => apply(to));
        }
    }
}
