namespace Beamer.Lab.Load;

/// <summary>What the clients saw in one stretch of time.</summary>
internal sealed record LoadInterval
{
    /// <summary>Long downloads open at its end.</summary>
    public required int Open { get; init; }

    /// <summary>Connections begun in it.</summary>
    public required int Connections { get; init; }

    public required int Broken { get; init; }

    public required int WrongServer { get; init; }

    public required int Excused { get; init; }

    /// <summary>The longest that a download waited for content beyond its own pace.</summary>
    public required TimeSpan LongestStall { get; init; }

    /// <summary>The longest that a short request took from its SYN to the end of the answer.</summary>
    public required TimeSpan LongestRequest { get; init; }

    public required int RequestsAnswered { get; init; }

    public required int RequestsFailed { get; init; }

    public required TimeSpan RequestPercentile99 { get; init; }

    /// <summary>Broken and wrong connections by kind.</summary>
    public required IReadOnlyDictionary<Fault, int> Faults { get; init; }
}
