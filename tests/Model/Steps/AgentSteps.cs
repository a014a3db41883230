using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>Agents learn rows one after the other, each at its own time (R3).</summary>
internal sealed class AgentSteps(ModelSettings settings, Staging staging) : IStepSource
{
    public void AddSteps(in State state, List<Step> steps)
    {
        if (settings.LearnsFromPackets) return;
        ServerSet listening = state.Alive.And(state.Admitted);
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            int row = state.Known[server] + 1;
            if (!listening.Has(server) || row > state.Rows.Last || !staging.MayLearn(state, row, server)) continue;
            steps.Add(new Step(
                new Deed(DeedKind.Learn, server, row), state with { Known = state.Known.With(server, row) }));
        }
    }
}
