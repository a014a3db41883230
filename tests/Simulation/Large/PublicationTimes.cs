using Beamer.Core;

namespace Beamer.Tests.Simulation.Large;

/// <summary>How long it takes from a publication's beginning until every MUX uses it.</summary>
internal sealed class PublicationTimes
{
    private readonly Dictionary<Generation, TimeSpan> _begun = [];
    private readonly Dictionary<Generation, int> _users = [];

    /// <summary>Those that every MUX uses, since the last reset.</summary>
    internal List<TimeSpan> Taken { get; } = [];

    /// <summary>When the first of them was in use everywhere.</summary>
    internal TimeSpan? FirstInUse { get; private set; }

    internal void Begin(Generation generation, TimeSpan now) => _begun[generation] = now;

    /// <summary>One MUX more uses a generation.</summary>
    internal void Use(Generation generation, int muxes, TimeSpan now)
    {
        int users = _users[generation] = _users.GetValueOrDefault(generation) + 1;
        if (users != muxes || !_begun.TryGetValue(generation, out TimeSpan begun)) return;
        Taken.Add(now - begun);
        FirstInUse ??= now;
    }

    internal void Reset()
    {
        Taken.Clear();
        FirstInUse = null;
    }
}
