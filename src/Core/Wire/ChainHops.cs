using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Core.Tables;

namespace Beamer.Core.Wire;

/// <summary>The previous owners in a chain header, newest first: 0..7 addresses, a value without a heap.</summary>
public readonly struct ChainHops : IEquatable<ChainHops>
{
    /// <summary>Previous owners that a header can name.</summary>
    public const int CountMax = Row.PreviousMax;

    private readonly Addresses _addresses;

    /// <summary>Copies the addresses.</summary>
    /// <param name="addresses">Newest first, at most <see cref="CountMax"/>, in host byte order.</param>
    public ChainHops(ReadOnlySpan<uint> addresses)
    {
        Invariant.Require(addresses.Length <= CountMax, "a chain header names at most 7 previous owners");
        Count = addresses.Length;
        for (int i = 0; i < addresses.Length; i++) _addresses[i] = addresses[i];
    }

    /// <summary>Copies the addresses.</summary>
    /// <param name="addresses">Newest first, at most <see cref="CountMax"/>.</param>
    public ChainHops(ReadOnlySpan<IPv4Address> addresses)
        : this(MemoryMarshal.Cast<IPv4Address, uint>(addresses))
    {
    }

    /// <summary>How many, 0..7.</summary>
    public int Count { get; }

    /// <summary>The previous owner at <paramref name="index"/>, 0 being the newest.</summary>
    /// <returns><see cref="IPv4Address.None"/> from <see cref="Count"/> up to <see cref="CountMax"/>.</returns>
    public IPv4Address this[int index] => new(_addresses[index]);

    /// <inheritdoc/>
    public bool Equals(ChainHops other)
    {
        ReadOnlySpan<uint> left = _addresses;
        ReadOnlySpan<uint> right = other._addresses;
        return Count == other.Count && left.SequenceEqual(right);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ChainHops other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, _addresses[0], _addresses[1]);

    /// <summary>Same owners in the same order.</summary>
    public static bool operator ==(ChainHops left, ChainHops right) => left.Equals(right);

    /// <summary>Other owners or another order.</summary>
    public static bool operator !=(ChainHops left, ChainHops right) => !left.Equals(right);

    /// <summary>For people: <c>[10.0.0.1, 10.0.0.2]</c>.</summary>
    public override string ToString()
    {
        ChainHops hops = this;
        return "[" + string.Join(", ", Enumerable.Range(0, Count).Select(i => hops[i].ToString())) + "]";
    }

    [InlineArray(CountMax)]
    private struct Addresses
    {
        private uint _first;
    }
}
