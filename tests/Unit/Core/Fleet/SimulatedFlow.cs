namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>An established connection.</summary>
internal sealed record SimulatedFlow(int Number, int Bucket, SimulatedAgent Home);
