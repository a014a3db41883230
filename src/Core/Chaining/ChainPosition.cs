namespace Beamer.Core.Chaining;

/// <summary>Where a packet stands in this agent's rows.</summary>
/// <param name="Pool">This server's pool.</param>
/// <param name="Bucket">The packet's bucket in it.</param>
/// <param name="Generation">Of the row that routed it; for a header without one, what this agent knows.</param>
internal readonly record struct ChainPosition(AgentPool Pool, int Bucket, Generation Generation);
