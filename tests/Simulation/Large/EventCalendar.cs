namespace Beamer.Tests.Simulation.Large;

/// <summary>What is to happen, in the order of its time; what is due together in the order in which it came.</summary>
internal sealed class EventCalendar
{
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _waiting = new();
    private long _order;

    internal TimeSpan Now { get; private set; }

    internal void At(TimeSpan due, Action what) => _waiting.Enqueue(what, (due < Now ? Now : due, _order++));

    internal void Every(TimeSpan interval, Action what) => At(Now + interval, () =>
    {
        what();
        Every(interval, what);
    });

    /// <summary>Lets everything happen that is due until then.</summary>
    internal void RunUntil(TimeSpan end)
    {
        while (_waiting.TryPeek(out Action? what, out (TimeSpan Due, long Order) next) && next.Due <= end)
        {
            _waiting.Dequeue();
            Now = next.Due;
            what();
        }

        Now = end;
    }
}
