using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>What one MUX sees of the servers through the tunnel (R11).</summary>
/// <param name="Servers">Each address once; a server that is not named has no vote.</param>
/// <param name="SentAt">
/// When it left, by the MUX's own monotonic clock, any origin; null: not told, and taken as new.
/// </param>
public sealed record ProbeReport(ImmutableArray<ProbeResult> Servers, TimeSpan? SentAt = null);
