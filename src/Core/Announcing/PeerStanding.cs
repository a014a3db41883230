namespace Beamer.Core.Announcing;

/// <summary>How one MUX stands beside the others, as one agent saw them lately.</summary>
/// <param name="Ahead">Other MUXes that have a controller and a newer table, 0..4,095.</param>
/// <param name="Others">Other MUXes that were seen at all, 0..4,095.</param>
public readonly record struct PeerStanding(ushort Ahead, ushort Others)
{
    /// <summary>The largest number that a probe carries; what is more counts as this.</summary>
    public const int CountMax = 4095;

    /// <summary>Whether more than half of the others are ahead.</summary>
    public bool IsBehindMost => Ahead * 2 > Others;
}
