namespace Beamer.Lab.Network;

/// <summary>What the spraying router does to packets of clients for the VIP.</summary>
/// <param name="Loss">Share of packets that it loses.</param>
/// <param name="Doubling">Share of packets that it sends twice, each copy to any MUX.</param>
/// <param name="DelayMax">Each copy waits up to this long, so that packets overtake each other.</param>
internal sealed record Spray(double Loss, double Doubling, TimeSpan DelayMax);
