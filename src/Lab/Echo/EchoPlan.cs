namespace Beamer.Lab.Echo;

/// <summary>What one connection of an experiment does.</summary>
internal sealed record EchoPlan
{
    /// <summary>A connection that speaks only when it is called.</summary>
    public static readonly TimeSpan WhenCalled = Timeout.InfiniteTimeSpan;

    /// <summary>Between an answer and the next message.</summary>
    public required TimeSpan Pace { get; init; }

    public int ContentBytes { get; init; } = 64;

    /// <summary>Messages until the client closes; null = until it is told to.</summary>
    public int? Exchanges { get; init; }

    /// <summary>Pieces to order in one message, after which the client closes its half; 0 = an echo.</summary>
    public int OrderedPieces { get; init; }

    public TimeSpan PiecePause { get; init; }
}
