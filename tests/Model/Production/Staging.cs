using Beamer.Core.Fleet;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>R3: who has to learn a row before whom. Asks production's <see cref="Publication"/>.</summary>
internal sealed class Staging
{
    private readonly ModelFleet _fleet;
    private readonly FleetRules _rules;
    private readonly Memo<(RowHistory Rows, PublicationStage Stage, ServerSet Aware, ServerSet MayAnswer), bool> _waits;

    internal Staging(ModelFleet fleet, FleetRules rules, bool forgets)
    {
        _fleet = fleet;
        _rules = rules;
        _waits = new(Waits, forgets);
    }

    /// <summary>Whether MUXes may use a row: everybody whom it concerns has learned it, or cannot answer.</summary>
    internal bool IsCommitted(in State state, int row) => !Waits(state, row, PublicationStage.PrepareOld);

    /// <summary>Whether an agent may learn a row now: the old owner only after the others.</summary>
    internal bool MayLearn(in State state, int row, int server)
    {
        bool isOldOwner = state.Rows[row - 1].Current == server;
        return !isOldOwner || !Waits(state, row, PublicationStage.PrepareNew);
    }

    /// <summary>
    /// The rows of which one is the newest active one at an agent, as far as the state tells: a bit for each.
    /// </summary>
    /// <remarks>
    /// The state says what an agent has learned, but not which commits it has heard; it may have heard any that were
    /// sent. What it learned as old owner, last of all, is active without one, and what came before it does not matter.
    /// </remarks>
    internal int ActiveRows(in State state, int server)
    {
        int row = state.Known[server];
        if (!_rules.OldOwnerLast) return 1 << row;
        int rows = 0;
        for (; row > state.AdmittedAt[server]; row--)
        {
            if (state.Rows[row - 1].Current == server) return rows | 1 << row;
            if (IsCommitted(state, row)) rows |= 1 << row;
        }

        return rows | 1 << row;
    }

    private bool Waits(in State state, int row, PublicationStage stage)
    {
        if (!_rules.Staging) return false;
        ServerSet aware = ServerSet.None;
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            if (state.Known[server] >= row) aware = aware.With(server);
        }

        return _waits[(state.Rows.UpTo(row), stage, aware, state.Trusted.And(state.Admitted))];
    }

    private bool Waits((RowHistory Rows, PublicationStage Stage, ServerSet Aware, ServerSet MayAnswer) question)
    {
        (RowHistory rows, PublicationStage stage, ServerSet aware, ServerSet mayAnswer) = question;
        Publication change = _fleet.At(rows, rows.Last).Change!;
        Knowledge all = new(change.Delta.To, PublicationStage.PrepareOld);
        return change
            .Unaware(stage, address => aware.Has(ModelFleet.ServerAt(address)) ? all : Knowledge.Nothing)
            .Any(address => mayAnswer.Has(ModelFleet.ServerAt(address)));
    }
}
