using Beamer.Core.Fleet;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// R3: who has to learn a row before whom. Asks production's <see cref="Publication"/> and <see cref="LeaseRule"/>.
/// </summary>
internal sealed class Staging
{
    private readonly ModelFleet _fleet;
    private readonly ModelSettings _settings;
    private readonly Memo<(RowHistory Rows, PublicationStage Stage, ServerSet Aware, ServerSet Counted), bool> _waits;

    internal Staging(ModelFleet fleet, ModelSettings settings)
    {
        _fleet = fleet;
        _settings = settings;
        _waits = new(Waits, settings.Forgets);
    }

    /// <summary>Whether MUXes may use a row.</summary>
    internal bool IsCommitted(in State state, int row) =>
        _settings.CountsLeases ? row <= state.Committed : MayCommit(state, row);

    /// <summary>Whether everybody whom a row concerns has learned it, or cannot answer.</summary>
    internal bool MayCommit(in State state, int row) => !Waits(state, row, PublicationStage.PrepareOld);

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
        if (!_settings.Fleet.OldOwnerLast) return 1 << row;
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
        if (!_settings.Fleet.Staging) return false;
        ServerSet aware = ServerSet.None;
        ServerSet counted = ServerSet.None;
        ServerSet leased = _settings.Leaseholders(state).And(state.Admitted);
        for (int server = 0; server < ServerSet.Servers; server++)
        {
            if (state.Known[server] >= row) aware = aware.With(server);
            bool isWaitedFor = LeaseRule.IsWaitedFor(
                leased.Has(server), state.Admitted.Has(server), state.Trusted.Has(server), _settings.Fleet);
            if (isWaitedFor) counted = counted.With(server);
        }

        return _waits[(state.Rows.UpTo(row), stage, aware, counted)];
    }

    private bool Waits((RowHistory Rows, PublicationStage Stage, ServerSet Aware, ServerSet Counted) question)
    {
        (RowHistory rows, PublicationStage stage, ServerSet aware, ServerSet counted) = question;
        Publication change = _fleet.At(rows, rows.Last).Change!;
        Knowledge all = new(change.Delta.To, PublicationStage.PrepareOld);
        return change
            .Unaware(stage, address => aware.Has(ModelFleet.ServerAt(address)) ? all : Knowledge.Nothing)
            .Any(address => counted.Has(ModelFleet.ServerAt(address)));
    }
}
