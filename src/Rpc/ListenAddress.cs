using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Beamer.Rpc;

/// <summary>
/// Where a gRPC server listens or is found: <c>10.0.0.9:7400</c> or <c>unix:/run/beamer/mux.sock</c>.
/// </summary>
/// <param name="EndPoint">Set for a TCP address.</param>
/// <param name="Path">Set for a Unix socket.</param>
public sealed record ListenAddress(IPEndPoint? EndPoint, string? Path)
{
    private const string UnixPrefix = "unix:";
    private const string HttpPrefix = "http://";

    /// <summary>The room in <c>sockaddr_un</c>, less the zero at its end (unix(7)).</summary>
    public const int PathBytesMax = 107;

    /// <summary>
    /// Reads <c>host:port</c>, <c>http://host:port</c> or <c>unix:/path</c>; the host is an IP address.
    /// </summary>
    /// <returns>False, and a sentence, when <paramref name="text"/> is none of these.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ListenAddress? address, out string reason)
    {
        address = null;
        reason = $"'{text}' is neither ADDRESS:PORT nor http://ADDRESS:PORT nor unix:/PATH.";
        if (string.IsNullOrEmpty(text)) return false;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            string path = text[UnixPrefix.Length..];
            if (!System.IO.Path.IsPathRooted(path)) return false;
            if (Encoding.UTF8.GetByteCount(path) > PathBytesMax)
            {
                reason = $"'{text}' is too long: the path of a Unix socket has at most {PathBytesMax} bytes.";
                return false;
            }

            address = new ListenAddress(null, path);
            return true;
        }

        string rest = text.StartsWith(HttpPrefix, StringComparison.Ordinal)
            ? text[HttpPrefix.Length..].TrimEnd('/')
            : text;
        int colon = rest.LastIndexOf(':');
        if (colon < 0 || !IPAddress.TryParse(rest[..colon], out IPAddress? ip)) return false;
        if (!ushort.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        address = new ListenAddress(new IPEndPoint(ip, port), null);
        return true;
    }

    /// <summary>The same, for addresses that validation has already accepted.</summary>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static ListenAddress Parse(string text) =>
        TryParse(text, out ListenAddress? address, out string reason) ? address : throw new FormatException(reason);

    /// <summary>As it was written.</summary>
    public override string ToString() => Path is null ? EndPoint!.ToString() : UnixPrefix + Path;
}
