using System.Collections.Immutable;

namespace Beamer.Backend.Feed;

/// <summary>What is wrong with this host now, one sentence each. Written by the host watch, read by anyone.</summary>
internal sealed class HostReport
{
    private ImmutableArray<string> _problems = [];

    internal ImmutableArray<string> Problems
    {
        get => _problems;
        set => ImmutableInterlocked.InterlockedExchange(ref _problems, value);
    }
}
