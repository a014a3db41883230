using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>One row of a history as production publishes it: a table, the delta that made it, and its stages.</summary>
/// <param name="Rows">The history up to it.</param>
/// <param name="Table">The whole table.</param>
/// <param name="Change">What made it of the table before; null for the first row.</param>
internal sealed record Published(RowHistory Rows, FleetTable Table, Publication? Change);
