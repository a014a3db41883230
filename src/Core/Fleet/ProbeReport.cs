using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>What one MUX sees of the servers through the tunnel (R11).</summary>
/// <param name="Servers">Each address once; a server that is not named has no vote.</param>
public sealed record ProbeReport(ImmutableArray<ProbeResult> Servers);
