using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>All that decides what one agent's view is.</summary>
/// <param name="Server">Whose view.</param>
/// <param name="Rows">The history up to the newest row that it has learned.</param>
/// <param name="Active">The newest row that is active there.</param>
/// <param name="AdmittedAt">The row at its admission.</param>
/// <param name="IsAdmitted">Whether this incarnation may answer.</param>
/// <param name="IsSynced">Whether it knows its kernel's sockets.</param>
internal readonly record struct AgentKnowledge(
    int Server, RowHistory Rows, int Active, int AdmittedAt, bool IsAdmitted, bool IsSynced);
