namespace Beamer.Link;

/// <summary>Something a <see cref="PollSet"/> can wait for. Only this assembly implements it.</summary>
public interface IPollable
{
    /// <summary>The descriptor that becomes readable.</summary>
    internal int Descriptor { get; }
}
