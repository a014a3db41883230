using System.Net.Sockets;
using Beamer.Rpc.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Beamer.Lab.Daemons;

/// <summary>Asks the controller for its status, over its Unix socket. It may be dead and come back meanwhile.</summary>
internal sealed class StatusFeed : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly GrpcChannel _channel;
    private readonly FleetService.FleetServiceClient _client;

    public StatusFeed(string socketPath)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        // The name is never resolved: the callback knows where to go.
        _channel = GrpcChannel.ForAddress("http://controller", new GrpcChannelOptions { HttpHandler = handler });
        _client = new FleetService.FleetServiceClient(_channel);
    }

    /// <summary>The status; null when the controller does not answer now.</summary>
    public async Task<StatusReply?> TryReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await _client.StatusAsync(
                new StatusRequest(), deadline: DateTime.UtcNow + Limit, cancellationToken: cancellation);
        }
        catch (RpcException silence) when (silence.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return null;
        }
    }

    public void Dispose() => _channel.Dispose();
}
