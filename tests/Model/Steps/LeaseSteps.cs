using Beamer.Core.Fleet;
using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>A silent server's lease ends after a while; it is heard again, and gets one again (R8).</summary>
internal sealed class LeaseSteps(ModelSettings settings) : IStepSource
{
    public void AddSteps(in State state, List<Step> steps)
    {
        if (!settings.CountsLeases) return;
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            if (!state.Trusted.Has(server)) AddSilent(state, server, steps);
            else if (!state.Leased.Has(server)) AddGrant(state, server, steps);
        }
    }

    private static void AddSilent(in State state, int server, List<Step> steps)
    {
        State heard = state with { Trusted = state.Trusted.With(server) };
        steps.Add(new Step(new Deed(DeedKind.Hear, server), heard));
        if (!state.Leased.Has(server)) return;
        State ended = state with { Leased = state.Leased.Without(server) };
        steps.Add(new Step(new Deed(DeedKind.EndLease, server), ended));
    }

    /// <summary>What was committed without it, it has to know before it may answer.</summary>
    private void AddGrant(in State state, int server, List<Step> steps)
    {
        Knowledge acked = new(ModelFleet.GenerationOf(state.Known[server]), PublicationStage.PrepareOld);
        Knowledge mustKnow = new(ModelFleet.GenerationOf(state.Committed), PublicationStage.PrepareOld);
        if (!LeaseRule.KnowsEnough(acked, mustKnow, settings.Fleet)) return;
        State next = state with { Leased = state.Leased.With(server) };
        steps.Add(new Step(new Deed(DeedKind.GrantLease, server), next));
    }
}
