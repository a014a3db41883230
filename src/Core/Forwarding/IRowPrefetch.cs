namespace Beamer.Core.Forwarding;

/// <summary>Asks for memory that will be read soon: an instruction that Core cannot have.</summary>
public interface IRowPrefetch
{
    /// <summary>Fetches the cache line that holds <paramref name="row"/>, or does nothing.</summary>
    static abstract void Fetch(ref readonly uint row);
}
