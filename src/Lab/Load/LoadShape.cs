namespace Beamer.Lab.Load;

/// <summary>How much load there is.</summary>
internal sealed record LoadShape
{
    public int Downloads { get; init; } = 440;

    /// <summary>A download reads a kilobyte this often.</summary>
    public TimeSpan DownloadPace { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A short request begins this often.</summary>
    public TimeSpan RequestInterval { get; init; } = TimeSpan.FromMilliseconds(20);
}
