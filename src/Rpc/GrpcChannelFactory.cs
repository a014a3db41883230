using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;

namespace Beamer.Rpc;

/// <summary>Opens gRPC channels over TCP without TLS, or over a Unix socket.</summary>
public static class GrpcChannelFactory
{
    /// <summary>A dead peer that sends no RST is noticed after two of these.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A channel to <paramref name="address"/>; it connects when first used. The caller disposes of it.
    /// </summary>
    public static GrpcChannel Open(ListenAddress address)
    {
        EndPoint endPoint = address.Path is null ? address.EndPoint! : new UnixDomainSocketEndPoint(address.Path);
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancellation) => await ConnectAsync(endPoint, cancellation),
            ConnectTimeout = TimeSpan.FromSeconds(2),
            KeepAlivePingDelay = KeepAlive,
            KeepAlivePingTimeout = KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseProxy = false,
        };
        return GrpcChannel.ForAddress(
            address.Path is null ? $"http://{address.EndPoint}" : "http://localhost",
            new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static async Task<Stream> ConnectAsync(EndPoint endPoint, CancellationToken cancellation)
    {
        ProtocolType protocol = endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp;
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, protocol);
        try
        {
            if (protocol == ProtocolType.Tcp) socket.NoDelay = true;
            await socket.ConnectAsync(endPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }
}
