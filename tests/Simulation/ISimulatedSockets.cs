using Beamer.Core.Fleet;

namespace Beamer.Tests.Simulation;

/// <summary>The sockets of one host, as far as its agent's feed asks for them.</summary>
internal interface ISimulatedSockets
{
    /// <summary>The host crashed.</summary>
    void Lose();

    /// <summary>Ends the connections of buckets; the clients learn it by an RST.</summary>
    /// <returns>How many.</returns>
    int Break(Func<int, bool> isChosen);

    /// <summary>Every socket of every bucket that may own a live flow.</summary>
    SocketCounts Count(ulong token, TimeSpan? sinceCookie, TimeSpan now);
}
