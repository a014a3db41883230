using System.Collections.Immutable;
using System.Diagnostics;
using Beamer.Tests.Model.States;
using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model.Search;

/// <summary>Goes through every state that can be reached, nearest first, until the promise is broken in one.</summary>
internal sealed class Explorer(World world)
{
    private readonly StateTable _seen = new();
    private readonly List<Step> _steps = [];

    internal static Exploration Explore(ModelSettings settings) => new Explorer(new World(settings)).Run();

    private Exploration Run()
    {
        var watch = Stopwatch.StartNew();
        _seen.Add(StateKey.Pack(world.First), -1);
        for (int at = 0; at < _seen.Count; at++)
        {
            State state = StateKey.Unpack(_seen[at]);
            Violation violation = world.CheckReachability(state);
            if (violation != Violation.None) return Found(watch, violation, [.. Before(at), .. TellWay(state)]);
            _steps.Clear();
            world.AddSteps(state, _steps);
            foreach (Step step in _steps)
            {
                if (step.Violation != Violation.None)
                {
                    string last = Story.Tell(state, step.Deed);
                    return Found(watch, step.Violation, [.. Before(at), last]);
                }

                _seen.Add(StateKey.Pack(step.Next), at);
            }
        }

        return Found(watch, Violation.None, []);
    }

    private Exploration Found(Stopwatch watch, Violation violation, ImmutableArray<string> trace) =>
        new(_seen.Count, watch.Elapsed, violation, trace);

    /// <summary>What happened until a state was reached, in the fewest steps.</summary>
    private List<string> Before(int at)
    {
        List<string> trace = [];
        for (int parent = _seen.ParentOf(at); parent >= 0; at = parent, parent = _seen.ParentOf(at))
        {
            trace.Add(Story.Tell(StateKey.Unpack(_seen[parent]), DeedBetween(parent, at)));
        }

        trace.Reverse();
        return trace;
    }

    private Deed DeedBetween(int parent, int child)
    {
        _steps.Clear();
        world.AddSteps(StateKey.Unpack(_seen[parent]), _steps);
        return _steps.Find(step => step.Violation == Violation.None && StateKey.Pack(step.Next) == _seen[child]).Deed;
    }

    /// <summary>All have converged, and this is how a packet of the live flow fares.</summary>
    private List<string> TellWay(State state)
    {
        List<Deed> way = [];
        world.CheckReachability(state, way);
        return [Story.TellConverged(state), .. way.Select(deed => Story.Tell(state, deed))];
    }
}
