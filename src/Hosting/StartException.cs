namespace Beamer.Hosting;

/// <summary>A daemon cannot start, and why: one sentence a reason.</summary>
public sealed class StartException : Exception
{
    /// <summary>Makes it of all reasons.</summary>
    public StartException(params IReadOnlyList<string> sentences)
        : base(string.Join(' ', sentences)) => Sentences = sentences;

    /// <summary>The reasons.</summary>
    public IReadOnlyList<string> Sentences { get; }
}
