namespace Beamer.Tests.Simulation.Large;

/// <summary>How large the fleet is, and how fast its controller can send.</summary>
/// <param name="Servers">Servers of its one pool.</param>
/// <param name="Buckets">Buckets of that pool.</param>
/// <param name="Muxes">MUXes.</param>
/// <param name="GigabitsPerSecond">Of the controller's network card, outwards.</param>
internal sealed record LargeSize(int Servers, int Buckets, int Muxes, double GigabitsPerSecond = 10)
{
    /// <summary>The size that <c>docs/simulation.md</c> speaks of.</summary>
    internal static readonly LargeSize Full = new(10_000, 1 << 20, 1000);

    /// <summary>A fleet that is so many times smaller.</summary>
    internal LargeSize Share(int share) => this with
    {
        Servers = Servers / share,
        Buckets = Buckets / share,
        Muxes = Muxes / share,
    };

    public override string ToString() => $"{Servers:N0} servers, {Buckets:N0} buckets, {Muxes:N0} MUXes";
}
