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

    /// <summary>Told now, with the path: the listener's own error names neither.</summary>
    private static void RequireWritable(string path)
    {
        using (File.Create(path))
        {
        }

        File.Delete(path);
    }

    private static void PrepareSocketFile(string path)
    {
        try
        {
            UnixDomainSocketEndPoint endPoint = new(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            FileInfo file = new(path);
            if (!file.Exists)
            {
                RequireWritable(path);
                return;
            }

            // A socket has no content. What has some is somebody's file, and the path is a mistake.
            if (file.Length > 0) throw new StartException($"{path} is a file and no socket; choose another path.");
            if (IsDeserted(endPoint))
            {
                file.Delete();
                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or SocketException or ArgumentException)
        {
            throw new StartException($"The socket {path} cannot be made: {e.Message}");
        }

        throw new StartException($"Another process listens on {path}; stop it or choose another path.");
    }

    /// <summary>Whether nobody answers. Any other failure, a missing permission say, proves nothing.</summary>
    private static bool IsDeserted(UnixDomainSocketEndPoint endPoint)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(endPoint);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}
