namespace Beamer.Core.Fleet;

/// <summary>What one MUX sees of one server.</summary>
/// <param name="Address">The server's.</param>
/// <param name="Missed">Consecutive probes without an answer, one a second.</param>
/// <param name="Generation">The agent's, from its last answer.</param>
/// <param name="Flags">Of the agent's last answer, as the wire has them.</param>
public readonly record struct ProbeResult(IPv4Address Address, uint Missed, Generation Generation, uint Flags);
