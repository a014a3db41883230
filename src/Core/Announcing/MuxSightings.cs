namespace Beamer.Core.Announcing;

/// <summary>What an agent saw lately of each MUX, from its probes: the only place where MUXes meet (R15).</summary>
/// <remarks>
/// One thread. Tables are not learned from it, only how far MUXes are apart; an agent's own table plays no part, so
/// that what was prepared and never committed counts for nothing.
/// </remarks>
/// <param name="memory">For how long a MUX is remembered, in the caller's unit of time.</param>
public sealed class MuxSightings(long memory)
{
    private readonly Dictionary<IPv4Address, Sighting> _muxes = [];

    /// <summary>Notes a probe, and says how its sender stands beside the other MUXes.</summary>
    /// <param name="mux">Who probes.</param>
    /// <param name="generation">Of the table that it forwards by.</param>
    /// <param name="isConnected">Whether it has a controller.</param>
    /// <param name="now">The time; never goes back.</param>
    public PeerStanding Take(IPv4Address mux, Generation generation, bool isConnected, long now)
    {
        if (!_muxes.ContainsKey(mux) && _muxes.Count > PeerStanding.CountMax) return default;
        _muxes[mux] = new Sighting(generation, isConnected, now);
        int ahead = 0;
        int others = 0;
        foreach ((IPv4Address other, Sighting seen) in _muxes)
        {
            if (now - seen.At > memory)
            {
                // Since .NET Core 3.0 a dictionary may lose entries while it is walked.
                _muxes.Remove(other);
                continue;
            }

            if (other == mux) continue;
            others++;
            if (seen.IsConnected && seen.Generation > generation) ahead++;
        }

        return new PeerStanding(
            (ushort)Math.Min(ahead, PeerStanding.CountMax), (ushort)Math.Min(others, PeerStanding.CountMax));
    }

    private readonly record struct Sighting(Generation Generation, bool IsConnected, long At);
}
