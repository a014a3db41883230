using System.Globalization;

namespace Beamer.Core;

/// <summary>The number of a published table; a row carries the generation at which it last changed.</summary>
/// <remarks>
/// Thirty-two bits travel in the chain header. One fleet has one counter; at one publication a second it lasts for
/// 136 years, and the controller refuses to publish past the end instead of starting again.
/// </remarks>
/// <param name="Value">0 is "nothing published yet".</param>
public readonly record struct Generation(uint Value) : IComparable<Generation>
{
    /// <summary>Nothing published yet.</summary>
    public static readonly Generation Zero;

    /// <summary>The number of the next publication.</summary>
    public Generation Next()
    {
        Invariant.Require(Value < uint.MaxValue, "the generation counter is exhausted");
        return new Generation(Value + 1);
    }

    /// <inheritdoc/>
    public int CompareTo(Generation other) => Value.CompareTo(other.Value);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Generation left, Generation right) => left.Value < right.Value;

    /// <summary>Later than.</summary>
    public static bool operator >(Generation left, Generation right) => left.Value > right.Value;

    /// <summary>Not later than.</summary>
    public static bool operator <=(Generation left, Generation right) => left.Value <= right.Value;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(Generation left, Generation right) => left.Value >= right.Value;

    /// <summary>Decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
