using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>
/// MUXes take over committed rows one after the other, each at its own time; some come back with old ones.
/// </summary>
internal sealed class MuxSteps(ModelSettings settings, Staging staging) : IStepSource
{
    public void AddSteps(in State state, List<Step> steps)
    {
        for (int mux = 0; mux < settings.Muxes; mux++)
        {
            int row = state.Muxes[mux] + 1;
            if (row <= state.Rows.Last && staging.IsCommitted(state, row))
            {
                steps.Add(new Step(
                    new Deed(DeedKind.Apply, mux, row), state with { Muxes = state.Muxes.With(mux, row) }));
            }

            if (state.RollbacksLeft > 0) AddRollbacks(state, mux, steps);
        }
    }

    private static void AddRollbacks(in State state, int mux, List<Step> steps)
    {
        for (int row = 0; row < state.Muxes[mux]; row++)
        {
            State next = state with
            {
                Muxes = state.Muxes.With(mux, row),
                RollbacksLeft = state.RollbacksLeft - 1,
            };
            steps.Add(new Step(new Deed(DeedKind.RollBack, mux, row), next));
        }
    }
}
