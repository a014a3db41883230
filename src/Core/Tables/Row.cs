using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Beamer.Core.Tables;

/// <summary>What a bucket maps to: an absolute value, never edited in place (R1).</summary>
/// <remarks>
/// A row without a current owner is the row of a pool that has never had a server; it has no previous owners.
/// </remarks>
public readonly struct Row : IEquatable<Row>
{
    /// <summary>The largest number of previous owners that a row, and a chain header, can name.</summary>
    public const int PreviousMax = 7;

    private readonly PreviousOwners _previous;

    /// <summary>Makes a row.</summary>
    /// <param name="generation">The generation at which this row last changed.</param>
    /// <param name="current">The owner: it receives new flows.</param>
    /// <param name="previous">Unsettled former owners, newest first; at most <see cref="PreviousMax"/>.</param>
    public Row(Generation generation, IPv4Address current, params ReadOnlySpan<IPv4Address> previous)
    {
        Invariant.Require(previous.Length <= PreviousMax, "a row names at most seven previous owners");
        Generation = generation;
        Current = current;
        PreviousCount = previous.Length;
        previous.CopyTo(_previous);
    }

    /// <summary>The generation at which this row last changed.</summary>
    public Generation Generation { get; }

    /// <summary>
    /// The server that owns the bucket; <see cref="IPv4Address.None"/> when the pool has never had one.
    /// </summary>
    public IPv4Address Current { get; }

    /// <summary>How many previous owners the row names, 0..7.</summary>
    public int PreviousCount { get; }

    /// <summary>The previous owners, newest first.</summary>
    [UnscopedRef]
    public ReadOnlySpan<IPv4Address> Previous => ((ReadOnlySpan<IPv4Address>)_previous)[..PreviousCount];

    /// <summary>Whether the bucket has no unsettled former owner.</summary>
    public bool IsSettled => PreviousCount == 0;

    /// <summary>Whether <paramref name="server"/> is the current owner or a previous one.</summary>
    public bool Names(IPv4Address server) => Current == server || Previous.Contains(server);

    /// <summary>Same generation, same owners in the same order.</summary>
    public bool Equals(Row other) =>
        Generation == other.Generation && Current == other.Current && Previous.SequenceEqual(other.Previous);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Row other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Generation, Current, PreviousCount);

    /// <summary>Same value.</summary>
    public static bool operator ==(Row left, Row right) => left.Equals(right);

    /// <summary>Another value.</summary>
    public static bool operator !=(Row left, Row right) => !left.Equals(right);

    /// <summary>For people: <c>g7 10.0.0.1 [10.0.0.2, 10.0.0.3]</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append('g').Append(Generation).Append(' ').Append(Current).Append(" [");
        return text.AppendJoin(", ", Previous.ToArray()).Append(']').ToString();
    }

    [InlineArray(PreviousMax)]
    private struct PreviousOwners
    {
        private IPv4Address _first;
    }
}
