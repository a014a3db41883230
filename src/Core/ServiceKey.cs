using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Beamer.Core;

/// <summary>What clients connect to: a VIP, a port and a protocol.</summary>
/// <param name="Vip">The address that clients use.</param>
/// <param name="Port">1..65535.</param>
/// <param name="Protocol">TCP or UDP.</param>
public readonly record struct ServiceKey(IPv4Address Vip, ushort Port, TransportProtocol Protocol)
{
    /// <summary>Reads <c>192.0.2.10:80/tcp</c>.</summary>
    /// <returns>False when <paramref name="text"/> has another shape, port 0 or another protocol.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ServiceKey service)
    {
        service = default;
        if (text is null) return false;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (colon < 0 || slash < colon) return false;
        TransportProtocol protocol = text[(slash + 1)..] switch
        {
            "tcp" => TransportProtocol.Tcp,
            "udp" => TransportProtocol.Udp,
            _ => TransportProtocol.None,
        };
        if (protocol == TransportProtocol.None || !IPv4Address.TryParse(text[..colon], out IPv4Address vip))
        {
            return false;
        }

        ReadOnlySpan<char> digits = text.AsSpan(colon + 1, slash - colon - 1);
        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
        {
            return false;
        }

        service = new ServiceKey(vip, port, protocol);
        return true;
    }

    /// <summary>For people and files: <c>192.0.2.10:80/tcp</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Vip}:{Port}/{(Protocol == TransportProtocol.Udp ? "udp" : "tcp")}");
}
