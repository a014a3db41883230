using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>Messages between controller and followers.</summary>
/// <remarks>
/// A stream is TCP: what is sent later arrives later. Where the conditions lose or double messages it is worse than
/// TCP: single messages are missing or come twice, and a doubled one comes late and out of order.
/// </remarks>
internal sealed class ControlNetwork(Simulator world)
{
    private readonly NetworkConditions _conditions = world.Plan.Control;
    private readonly SeededRandom _random = SeededRandom.For(world.Seed, "control");

    /// <summary>The first word of a stream: without it there is no stream.</summary>
    internal void Open(FollowerStream stream, Action deliver)
    {
        stream.LastUp = Later(stream.LastUp);
        world.At(stream.LastUp, () =>
        {
            if (stream.IsOpen) deliver();
        });
    }

    internal void Down(FollowerStream stream, Action deliver)
    {
        TimeSpan due = Later(stream.LastDown);
        stream.LastDown = due;
        Carry(stream, due, deliver);
    }

    internal void Up(FollowerStream stream, Action deliver)
    {
        TimeSpan due = Later(stream.LastUp);
        stream.LastUp = due;
        Carry(stream, due, deliver);
    }

    private TimeSpan Later(TimeSpan last)
    {
        TimeSpan due = world.Now + _conditions.Delay(_random);
        return due > last ? due : last;
    }

    private void Carry(FollowerStream stream, TimeSpan due, Action deliver)
    {
        void DeliverIfOpen()
        {
            if (stream.IsOpen) deliver();
        }

        if (_random.Chance(_conditions.Loss)) return;
        world.At(due, DeliverIfOpen);
        if (!_random.Chance(_conditions.Duplication)) return;
        TimeSpan late = _conditions.Delay(_random) + _random.Between(TimeSpan.Zero, _conditions.DelayLong);
        world.At(due + late, DeliverIfOpen);
    }
}
