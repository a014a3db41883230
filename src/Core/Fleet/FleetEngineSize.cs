namespace Beamer.Core.Fleet;

/// <summary>What the engine keeps that does not follow from the size of the fleet: each of these is bounded.</summary>
/// <param name="Streams">Streams that it knows: one for each machine at most.</param>
/// <param name="Alarms">Sentences for people: <see cref="Fleet.Alarms.AlarmsMax"/> at most.</param>
/// <param name="Deltas">For followers that come back: <see cref="FleetSettings.DeltaLogMax"/> at most.</param>
/// <param name="Marks">Of the barrier of R10: <see cref="ConfirmedLine.MarksMax"/> at most.</param>
/// <param name="Voters">MUXes that have a vote: no more than there are.</param>
internal readonly record struct FleetEngineSize(int Streams, int Alarms, int Deltas, int Marks, int Voters);
