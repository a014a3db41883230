namespace Beamer.Core.Fleet;

/// <summary>One stream of one follower. The host numbers them; a number is never used twice.</summary>
/// <param name="Value">Any number.</param>
public readonly record struct FollowerId(long Value)
{
    /// <summary>For people: <c>follower 7</c>.</summary>
    public override string ToString() => $"follower {Value}";
}
