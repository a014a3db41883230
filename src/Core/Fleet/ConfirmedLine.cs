namespace Beamer.Core.Fleet;

/// <summary>
/// Since when every MUX and agent that counts knows which generation: the barrier of R10, for all rows at once.
/// </summary>
/// <remarks>
/// A row whose generation is not above the line has its barrier. One number for the fleet keeps no state per bucket.
/// </remarks>
internal sealed class ConfirmedLine
{
    /// <summary>Older marks are merged: the line is then reported too low for a while, never too high.</summary>
    internal const int MarksMax = 512;

    private readonly List<Mark> _marks = [];

    /// <summary>How many marks are kept.</summary>
    internal int Count => _marks.Count;

    /// <summary>The line now.</summary>
    internal Generation Now => _marks.Count == 0 ? Generation.Zero : _marks[^1].Generation;

    /// <summary>
    /// Notes what everybody knows now. It goes down when somebody joins or comes back without knowledge.
    /// </summary>
    internal void Note(Generation generation, TimeSpan now)
    {
        while (_marks.Count > 0 && _marks[^1].Generation > generation)
        {
            TimeSpan since = _marks[^1].At;
            _marks.RemoveAt(_marks.Count - 1);
            if (_marks.Count == 0 || _marks[^1].Generation < generation) _marks.Add(new Mark(generation, since));
        }

        if (_marks.Count > 0 && _marks[^1].Generation == generation) return;
        if (_marks.Count == MarksMax) _marks.RemoveAt(0);
        _marks.Add(new Mark(generation, now));
    }

    /// <summary>
    /// The highest generation that everybody has known since <paramref name="then"/> without a break.
    /// </summary>
    internal Generation Since(TimeSpan then)
    {
        for (int i = _marks.Count - 1; i >= 0; i--)
        {
            if (_marks[i].At <= then) return _marks[i].Generation;
        }

        return Generation.Zero;
    }

    private readonly record struct Mark(Generation Generation, TimeSpan At);
}
