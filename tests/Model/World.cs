using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.Search;
using Beamer.Tests.Model.States;
using Beamer.Tests.Model.Steps;

namespace Beamer.Tests.Model;

/// <summary>All that can happen under some settings, and the question that is asked of every state.</summary>
internal sealed class World
{
    private readonly IStepSource[] _sources;
    private readonly Reachability _reachability;

    internal World(ModelSettings settings)
    {
        ModelFleet fleet = new(settings.PreviousMax, settings.Fleet, settings.Forgets);
        Staging staging = new(fleet, settings);
        MuxRows muxRows = new(fleet, settings.Forgets);
        AgentViews views = new(fleet, settings.Forgets);
        Delivery delivery = new(
            settings, new AgentDecisions(views, settings.Chain, settings.CountsForwards, settings.Forgets), staging);
        _reachability = new Reachability(settings, muxRows, delivery);
        _sources =
        [
            new ControllerSteps(settings, staging, new Moves(fleet, settings), new Settles(fleet, settings)),
            new AgentSteps(settings, staging),
            new MuxSteps(settings, staging),
            new FaultSteps(settings, staging),
            new LeaseSteps(settings),
            new ClientSteps(settings, muxRows),
            new DeliverySteps(settings, delivery),
        ];
        First = new State
        {
            Alive = ServerSet.All,
            Trusted = ServerSet.All,
            Leased = ServerSet.All,
            Admitted = ServerSet.All,
            SynsLeft = settings.Syns,
            CrashesLeft = settings.Crashes,
            RollbacksLeft = settings.Rollbacks,
        };
    }

    /// <summary>Everybody runs and knows row 0: the bucket is A's. Nothing is under way.</summary>
    internal State First { get; }

    /// <summary>Adds every way on from a state.</summary>
    internal void AddSteps(in State state, List<Step> steps)
    {
        foreach (IStepSource source in _sources) source.AddSteps(state, steps);
    }

    /// <summary>Whether the home of the live flow is out of reach although everybody has converged.</summary>
    /// <param name="state">The state.</param>
    /// <param name="way">Gets the way that a packet takes then.</param>
    internal Violation CheckReachability(in State state, List<Deed>? way = null) => _reachability.Check(state, way);
}
