using System.Collections.Immutable;

namespace Beamer.Hosting;

/// <summary>What a daemon still lacks before it does its work; shown by <c>/healthz</c>. Any thread.</summary>
public sealed class Readiness
{
    private ImmutableSortedDictionary<string, string> _missing = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What is missing, one sentence each; empty when the daemon is ready.</summary>
    public IReadOnlyList<string> Missing => [.. Volatile.Read(ref _missing).Values];

    /// <summary>Whether nothing is missing.</summary>
    public bool IsReady => Volatile.Read(ref _missing).IsEmpty;

    /// <summary>Says that something is missing.</summary>
    /// <param name="part">A short name under which it is met later.</param>
    /// <param name="sentence">What is missing.</param>
    public void Lacks(string part, string sentence) =>
        ImmutableInterlocked.Update(ref _missing, missing => missing.SetItem(part, sentence));

    /// <summary>Says that it is there now.</summary>
    public void Has(string part) => ImmutableInterlocked.Update(ref _missing, missing => missing.Remove(part));
}
