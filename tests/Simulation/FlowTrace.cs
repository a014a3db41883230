using System.Globalization;

namespace Beamer.Tests.Simulation;

/// <summary>Tells one connection's story; a seed is run again to hear it.</summary>
internal sealed class FlowTrace(Simulator world, int? traced)
{
    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines => _lines;

    internal bool Follows(int flow) => flow == traced;

    /// <summary>Whether the bucket is that of the connection, which need not have begun yet.</summary>
    internal bool FollowsAnything => traced is not null;

    internal int? Bucket => traced is { } flow && flow < world.Flows.Count ? world.Flows[flow].Bucket : null;

    internal void Note(string text) => _lines.Add(
        string.Create(CultureInfo.InvariantCulture, $"{world.Now.TotalSeconds,10:0.0000} s  {text}"));
}
