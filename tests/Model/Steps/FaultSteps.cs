using Beamer.Core.Fleet;
using Beamer.Tests.Model.Production;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Steps;

/// <summary>Servers crash, fall silent, come back and are admitted; agents restart.</summary>
internal sealed class FaultSteps(ModelSettings settings, Staging staging) : IStepSource
{
    public void AddSteps(in State state, List<Step> steps)
    {
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            if (state.CrashesLeft > 0 && state.Alive.Has(server)) AddCrash(state, server, steps);
            if (state.Trusted.Has(server) && (settings.FallsSilent || !state.Alive.Has(server)))
            {
                State next = state with { Trusted = state.Trusted.Without(server) };
                steps.Add(new Step(new Deed(DeedKind.Distrust, server), next));
            }

            if (settings.Reboots) AddReturn(state, server, steps);
        }

        if (settings.AgentRestarts) AddAgentRestart(state, steps);
    }

    private void AddCrash(in State state, int server, List<Step> steps)
    {
        State next = state with
        {
            Alive = state.Alive.Without(server),
            Admitted = settings.Chain.Admission ? state.Admitted.Without(server) : state.Admitted,
            Starting = state.Starting.Without(server),
            Lingering = state.Lingering.Without(server),
            Flow = state.Flow.Loses(server),
            CrashesLeft = state.CrashesLeft - 1,
        };
        steps.Add(new Step(new Deed(DeedKind.Crash, server), next));
    }

    /// <summary>
    /// A new incarnation answers nothing until it is admitted (R12). Without the rule it answers at once.
    /// </summary>
    private void AddReturn(in State state, int server, List<Step> steps)
    {
        if (!state.Alive.Has(server))
        {
            State next = state with { Alive = state.Alive.With(server) };
            if (settings.RenewsRows)
            {
                next = next with { AdmittedAt = state.AdmittedAt.With(server, Levels.Unknown) };
            }

            if (!settings.Chain.Admission) next = next with { Known = state.Known.With(server, state.Rows.Last) };
            steps.Add(new Step(new Deed(DeedKind.Reboot, server), next));
        }
        else if (!state.Trusted.Has(server) || !state.Admitted.Has(server))
        {
            AddAdmission(state, server, steps);
        }
    }

    /// <summary>
    /// At the newest row; where the controller knows of new incarnations, at the newest committed one.
    /// </summary>
    private void AddAdmission(in State state, int server, List<Step> steps)
    {
        int row = state.Rows.Last;
        if (settings.RenewsRows)
        {
            while (row > 0 && !staging.IsCommitted(state, row)) row--;
            if (!IsClean(state, server, row)) return;
        }

        State next = state with
        {
            Trusted = state.Trusted.With(server),
            Admitted = state.Admitted.With(server),
            AdmittedAt = state.AdmittedAt.With(server, row),
            Known = state.Known.With(server, row),
        };
        steps.Add(new Step(new Deed(DeedKind.Admit, server, row), next));
    }

    /// <summary>
    /// Asks production whether a table of this row is clean of the server's former incarnation. Where no publication
    /// was needed for it, none may be under way that names the server.
    /// </summary>
    private bool IsClean(in State state, int server, int row)
    {
        int cleanAt = state.AdmittedAt[server];
        if (cleanAt == Levels.Unknown)
        {
            bool isNamed = state.Rows[row].ToSet().Has(server);
            if (row < state.Rows.Last || AdmissionRule.NeedsRenewal(isNamed, settings.Fleet)) return false;
            cleanAt = row;
        }

        Knowledge acked = new(ModelFleet.GenerationOf(row), PublicationStage.Commit);
        return AdmissionRule.HasCleanTable(acked, ModelFleet.GenerationOf(cleanAt));
    }

    private static void AddAgentRestart(in State state, List<Step> steps)
    {
        int home = state.Flow.Home;
        if (!state.Flow.IsLive) return;
        if (state.Starting.IsEmpty)
        {
            State next = state with { Starting = ServerSet.None.With(home) };
            steps.Add(new Step(new Deed(DeedKind.RestartAgent, home), next));
        }
        else
        {
            steps.Add(new Step(new Deed(DeedKind.SyncAgent, home), state with { Starting = ServerSet.None }));
        }
    }
}
