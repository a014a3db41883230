namespace Beamer.Tests.Simulation;

/// <summary>One row of the time series.</summary>
/// <param name="At">When.</param>
/// <param name="Live">Connections that are open.</param>
/// <param name="Broken">Connections broken so far.</param>
/// <param name="Packets">Segments sent so far.</param>
/// <param name="Forwards">Of those, times that a server sent one on to another.</param>
/// <param name="Unsettled">Buckets with former owners.</param>
internal readonly record struct Sample(
    TimeSpan At, long Live, long Broken, long Packets, long Forwards, int Unsettled)
{
    /// <summary>Times that a server sent a packet on, for each packet since an earlier sample.</summary>
    internal double ChainedShareSince(in Sample before) =>
        Packets == before.Packets ? 0 : (double)(Forwards - before.Forwards) / (Packets - before.Packets);
}
