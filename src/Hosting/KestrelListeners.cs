using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Beamer.Hosting;

/// <summary>
/// Where a daemon listens: gRPC without TLS, and metrics. Transport security is not part of this release.
/// </summary>
public static class KestrelListeners
{
    /// <summary>Listens for gRPC on a TCP address.</summary>
    /// <exception cref="StartException">The port is in use, or the address is not on this host.</exception>
    public static void ListenGrpc(WebApplicationBuilder builder, IPEndPoint endPoint)
    {
        RequireFree(endPoint);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http2));
    }

    /// <summary>Listens for gRPC on a Unix socket; a socket file that nobody answers is removed first.</summary>
    /// <exception cref="StartException">Another process answers there, or the folder cannot be made.</exception>
    public static void ListenGrpc(WebApplicationBuilder builder, string path)
    {
        PrepareSocketFile(path);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2));
    }

    /// <summary>Listens for <c>/metrics</c> and <c>/healthz</c>.</summary>
    /// <exception cref="StartException">The port is in use, or the address is not on this host.</exception>
    public static void ListenMetrics(WebApplicationBuilder builder, IPEndPoint endPoint)
    {
        RequireFree(endPoint);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1));
    }

    private static void RequireFree(IPEndPoint endPoint)
    {
        using Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endPoint);
        }
        catch (SocketException e)
        {
            throw new StartException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"{endPoint} is in use by another process; stop it or choose another port."
                : $"{endPoint} cannot be listened on: {e.Message}.");
        }
    }

    private static void PrepareSocketFile(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!File.Exists(path)) return;
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The socket {path} cannot be made: {e.Message}");
        }

        throw new StartException($"Another process listens on {path}; stop it or choose another path.");
    }
}
