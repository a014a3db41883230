using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Controller.Store;

/// <summary>
/// What the controller must not forget: publications, the last commit, the operators' intent, admissions.
/// </summary>
/// <remarks>
/// <para>One writer: the fleet loop. The seam exists because a replicated store (etcd) can stand in for the embedded
/// one. What such a store has to promise:</para>
/// <list type="bullet">
/// <item><see cref="BeginTerm"/> returns a number above every earlier one, also of other controllers, and makes every
/// earlier holder's <see cref="Save"/> fail from then on (etcd: the leader key's create revision, compared in each
/// transaction).</item>
/// <item><see cref="Save"/> is one transaction: all of it or nothing, durable when it returns. A publication is
/// accepted only when its <c>from</c> is the newest stored generation (compare, then set) and its term is not
/// lower.</item>
/// <item>A write whose outcome is unknown (a deadline) is read back before it is tried again.</item>
/// <item>Large tables are cut into parts of at most 1 MiB, written before the record that names them.</item>
/// </list>
/// </remarks>
internal interface IFleetStore : IDisposable
{
    /// <summary>Counts this start of the controller, durably.</summary>
    ulong BeginTerm();

    /// <summary>Everything that the engine continues from.</summary>
    FleetRecord Load();

    /// <summary>
    /// Does the storing effects among <paramref name="effects"/> in one transaction, durable on return.
    /// </summary>
    /// <exception cref="StoreFullException">
    /// The disk is full; nothing of it is stored, and trying again is safe.
    /// </exception>
    /// <exception cref="InvalidOperationException">An effect contradicts what is stored: a bug.</exception>
    void Save(IReadOnlyList<FleetEffect> effects);

    /// <summary>Publications and events, newest first.</summary>
    /// <param name="limit">At most so many.</param>
    IReadOnlyList<HistoryEntry> History(int limit);

    /// <summary>The table as it was published at a generation that <see cref="History"/> still shows.</summary>
    /// <returns>False, and one sentence, when it is not there.</returns>
    bool TryLoadTable(Generation generation, out FleetTable table, out string reason);
}
