namespace Beamer.Tests.Simulation;

/// <summary>The product's promise was broken in a simulation.</summary>
public sealed class ViolationException(string message) : Exception(message);
