using System.Collections.Immutable;
using Beamer.Lab.Network;

namespace Beamer.Lab.Daemons;

/// <summary>What the operator of the lab declares; each change makes a new one.</summary>
internal sealed record FleetDeclaration(IReadOnlyList<LabServer> Servers)
{
    /// <summary>What a server's weight is when nothing else is said.</summary>
    public const int Weight = 100;

    /// <summary>Those that shall own no bucket.</summary>
    public ImmutableHashSet<LabServer> Draining { get; init; } = [];

    /// <summary>Weights other than <see cref="Weight"/>.</summary>
    public ImmutableDictionary<LabServer, int> Weights { get; init; } = ImmutableDictionary<LabServer, int>.Empty;

    public int WeightOf(LabServer server) => Weights.GetValueOrDefault(server, Weight);

    public FleetDeclaration Drain(LabServer server) => this with { Draining = Draining.Add(server) };

    public FleetDeclaration Undrain(LabServer server) => this with { Draining = Draining.Remove(server) };

    public FleetDeclaration Weigh(LabServer server, int weight) =>
        this with { Weights = Weights.SetItem(server, weight) };
}
