namespace Beamer.Core.Fleet;

/// <summary>What a person should look at: a bounded set of sentences, each with the thing that it is about.</summary>
internal sealed class Alarms
{
    /// <summary>More are not told apart.</summary>
    internal const int AlarmsMax = 100;

    private readonly SortedDictionary<string, string> _sentences = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    internal int Count => _sentences.Count;

    /// <summary>The sentences, ordered by what they are about.</summary>
    internal IEnumerable<string> Sentences => _sentences.Values;

    /// <summary>Raises or renews an alarm.</summary>
    /// <returns>Whether it is new.</returns>
    internal bool Raise(string about, string sentence)
    {
        bool isNew = !_sentences.ContainsKey(about);
        if (isNew && _sentences.Count == AlarmsMax) return false;
        _sentences[about] = sentence;
        return isNew;
    }

    internal void Clear(string about) => _sentences.Remove(about);

    /// <summary>
    /// The same for what is asked of every server at every tick: as a rule there is nothing to clear.
    /// </summary>
    internal void Clear(string kind, string name)
    {
        if (_sentences.Count > 0) _sentences.Remove($"{kind} {name}");
    }
}
