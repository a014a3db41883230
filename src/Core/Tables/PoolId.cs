using System.Globalization;

namespace Beamer.Core.Tables;

/// <summary>The number of a pool, as the chain header carries it.</summary>
/// <param name="Value">0..4095 (twelve bits).</param>
public readonly record struct PoolId(ushort Value) : IComparable<PoolId>
{
    /// <summary>The largest number that twelve bits hold.</summary>
    public const int Max = 4095;

    /// <inheritdoc/>
    public int CompareTo(PoolId other) => Value.CompareTo(other.Value);

    /// <summary>Lower number.</summary>
    public static bool operator <(PoolId left, PoolId right) => left.Value < right.Value;

    /// <summary>Higher number.</summary>
    public static bool operator >(PoolId left, PoolId right) => left.Value > right.Value;

    /// <summary>Not higher.</summary>
    public static bool operator <=(PoolId left, PoolId right) => left.Value <= right.Value;

    /// <summary>Not lower.</summary>
    public static bool operator >=(PoolId left, PoolId right) => left.Value >= right.Value;

    /// <summary>Decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
