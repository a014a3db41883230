using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Beamer.Core;

/// <summary>A range of addresses in CIDR notation: <c>10.1.0.0/16</c>.</summary>
/// <param name="First">The lowest address; every bit after the prefix is 0.</param>
/// <param name="PrefixLength">How many leading bits all its addresses share, 0..32.</param>
public readonly record struct IPv4Network(IPv4Address First, int PrefixLength)
{
    /// <summary>Reads <c>10.1.0.0/16</c>.</summary>
    /// <returns>
    /// False for anything else; also when a bit after the prefix is set, because then one of the two is a mistake.
    /// </returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out IPv4Network network)
    {
        network = default;
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (text is null || slash < 0 || !IPv4Address.TryParse(text[..slash], out IPv4Address first)) return false;
        ReadOnlySpan<char> digits = text.AsSpan(slash + 1);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > 32)
        {
            return false;
        }

        if ((first.Value & ~Mask(length)) != 0) return false;
        network = new IPv4Network(first, length);
        return true;
    }

    /// <summary>Whether <paramref name="address"/> lies in the range.</summary>
    public bool Contains(IPv4Address address) => (address.Value & Mask(PrefixLength)) == First.Value;

    /// <summary>For people and files: <c>10.1.0.0/16</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}/{PrefixLength}");

    private static uint Mask(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);
}
