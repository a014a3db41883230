namespace Beamer.Lab.Meddling;

/// <summary>Messages that a meddler passed on or made up, and how they were answered.</summary>
internal sealed record MeddlingCounts
{
    public int Good { get; init; }

    public int GoodRefused { get; init; }

    public int Bad { get; init; }

    public int BadRefused { get; init; }

    /// <summary>Acknowledged although they had to be refused.</summary>
    public int BadAccepted { get; init; }
}
