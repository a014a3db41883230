using Beamer.Core;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>A tunnel packet on its way to a server: real bytes.</summary>
internal sealed class Datagram
{
    /// <summary>The tuple whose client sent it.</summary>
    internal required Client Client { get; init; }

    /// <summary>Which of the tuple's connections sent it.</summary>
    internal required int Incarnation { get; init; }

    internal required byte[] Buffer { get; init; }

    /// <summary>Where GUE header, chain header and packet begin, and where they end.</summary>
    internal required int Start { get; init; }

    internal required int End { get; init; }

    internal required IPv4Address From { get; init; }

    internal required IPv4Address To { get; init; }

    /// <summary>Lost when it has not arrived by then: assumption (a) of the theorem.</summary>
    internal required TimeSpan Deadline { get; init; }

    internal int Forwards { get; init; }

    /// <summary>Its way so far, for people.</summary>
    internal required string Path { get; init; }

    internal bool IsOfLive => Client.IsPromised && Client.Incarnation == Incarnation;
}
