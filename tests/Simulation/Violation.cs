using Beamer.Tests.Simulation.Clients;

namespace Beamer.Tests.Simulation;

/// <summary>A broken promise.</summary>
/// <param name="Flow">Number of the connection.</param>
/// <param name="At">When.</param>
/// <param name="How">Reset or lost.</param>
/// <param name="Server">The server that answered, or its home.</param>
internal readonly record struct Violation(int Flow, TimeSpan At, FlowStatus How, int Server);
