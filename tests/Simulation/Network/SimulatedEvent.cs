namespace Beamer.Tests.Simulation.Network;

/// <summary>Something that happens at a time.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subject">The flow, the packet or the action.</param>
/// <param name="Detail">What the kind needs besides.</param>
internal readonly record struct SimulatedEvent(EventKind Kind, int Subject, int Detail = 0);
