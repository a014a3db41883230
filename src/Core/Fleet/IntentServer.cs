using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>A server as operators declare it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Its own address, fixed while it lives in the fleet.</param>
/// <param name="Pool">The pool that it serves, fixed while it lives in the fleet.</param>
/// <param name="Weight">Its share of the pool's buckets, relative to the others: 0..1,000,000; 0 drains.</param>
/// <param name="Drain">The wish that it owns no bucket; its flows finish in their own time.</param>
public sealed record IntentServer(string Name, IPv4Address Address, PoolId Pool, uint Weight, bool Drain)
{
    /// <summary>The weight when nobody says otherwise.</summary>
    public const uint WeightDefault = 100;

    /// <summary>The largest weight.</summary>
    public const uint WeightMax = 1_000_000;

    /// <summary>Whether the operator wants it to own buckets.</summary>
    public bool WantsBuckets => !Drain && Weight > 0;

    internal Server ToServer() => new(Name, Address, Pool);
}
