namespace Beamer.Lab.Load;

/// <summary>How much load there is.</summary>
internal sealed record LoadShape
{
    /// <summary>A quarter is lost with the server that crashes; 400 and more live through everything.</summary>
    public int Downloads { get; init; } = 540;

    /// <summary>A download reads a kilobyte this often.</summary>
    public TimeSpan DownloadPace { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>A short request begins this often.</summary>
    public TimeSpan RequestInterval { get; init; } = TimeSpan.FromMilliseconds(20);
}
