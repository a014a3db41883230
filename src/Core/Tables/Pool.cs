using Beamer.Core.Hashing;

namespace Beamer.Core.Tables;

/// <summary>Servers that share one bucket table.</summary>
/// <param name="Id">The number in the chain header.</param>
/// <param name="Name">What people call it: 1..63 of <c>a-z 0-9 -</c>.</param>
/// <param name="BucketCount">B, fixed for the life of the pool: 1..1,048,576 (twenty bits in the chain header).</param>
/// <param name="PreviousMax">K: previous owners that a row may name, 0..7.</param>
/// <param name="HeaderVersion">1, or 0 for GLB Director's header.</param>
/// <param name="Key">The secret of the flow hash.</param>
public sealed record Pool(
    PoolId Id, string Name, int BucketCount, int PreviousMax, byte HeaderVersion, SipKey Key)
{
    /// <summary>B when nobody says otherwise: at 100 servers the fullest has 1.02 times the mean load.</summary>
    public const int BucketCountDefault = 65_536;

    /// <summary>What twenty bits hold.</summary>
    public const int BucketCountMax = 1_048_576;

    /// <summary>K when nobody says otherwise: one planned move and one overlapping; crashes need no slot.</summary>
    public const int PreviousMaxDefault = 2;

    /// <summary>How this pool's rows lie in memory and in messages.</summary>
    public RowLayout Layout => new(PreviousMax);
}
