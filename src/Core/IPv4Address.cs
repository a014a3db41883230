using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Beamer.Core;

/// <summary>An IPv4 address as a number, most significant octet first: 192.0.2.1 is 0xC0000201.</summary>
/// <param name="Value">
/// The address in host byte order. 0 (0.0.0.0) means "none" wherever an address is optional.
/// </param>
public readonly record struct IPv4Address(uint Value) : IComparable<IPv4Address>
{
    /// <summary>Bytes that an address takes on the wire.</summary>
    public const int Size = 4;

    /// <summary>0.0.0.0, which stands for "no address".</summary>
    public static readonly IPv4Address None;

    /// <summary>Whether this is 0.0.0.0.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Reads the first four bytes of <paramref name="source"/> in network order.</summary>
    public static IPv4Address Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt32BigEndian(source));

    /// <summary>
    /// Writes the address into the first four bytes of <paramref name="destination"/> in network order.
    /// </summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Value);

    /// <summary>Parses dotted decimal: four numbers 0..255, no leading zeros, nothing else.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not such an address.</exception>
    public static IPv4Address Parse(string text) => TryParse(text, out IPv4Address address)
        ? address
        : throw new FormatException($"'{text}' is not an IPv4 address.");

    /// <summary>Parses dotted decimal: four numbers 0..255, no leading zeros, nothing else.</summary>
    /// <returns>False, and <see cref="None"/>, when <paramref name="text"/> is anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out IPv4Address address)
    {
        address = None;
        if (text is null) return false;
        uint value = 0;
        int octets = 0;
        foreach (Range range in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> part = text.AsSpan(range);
            if (++octets > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')) return false;
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte octet)) return false;
            value = (value << 8) | octet;
        }

        if (octets != 4) return false;
        address = new IPv4Address(value);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(IPv4Address other) => Value.CompareTo(other.Value);

    /// <summary>Orders by number.</summary>
    public static bool operator <(IPv4Address left, IPv4Address right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(IPv4Address left, IPv4Address right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(IPv4Address left, IPv4Address right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(IPv4Address left, IPv4Address right) => left.Value >= right.Value;

    /// <summary>Dotted decimal.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Value >> 24}.{(Value >> 16) & 0xff}.{(Value >> 8) & 0xff}.{Value & 0xff}");
}
