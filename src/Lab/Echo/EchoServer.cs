using System.Net;
using System.Net.Sockets;

namespace Beamer.Lab.Echo;

/// <summary>The application of the experiments: answers a message with its own content, and says who it is.</summary>
/// <param name="number">Of the server.</param>
internal sealed class EchoServer(byte number)
{
    private ulong _sockets = (ulong)Environment.ProcessId << 32;

    /// <summary>Serves until cancelled.</summary>
    public async Task RunAsync(IPEndPoint address, CancellationToken cancellation)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(address);
        listener.Listen(4096);
        while (!cancellation.IsCancellationRequested)
        {
            Socket accepted = await listener.AcceptAsync(cancellation);
            _ = ServeAsync(accepted, ++_sockets, cancellation);
        }
    }

    private async Task ServeAsync(Socket socket, ulong name, CancellationToken cancellation)
    {
        using Socket owned = socket;
        socket.NoDelay = true;
        try
        {
            await AnswerAsync(new EchoStream(socket), socket, name, cancellation);
        }
        catch (SocketException ended)
        {
            // The client sees the same end and judges it; here it is only for the log.
            await Console.Error.WriteLineAsync($"{socket.RemoteEndPoint}: {ended.SocketErrorCode}");
        }
    }

    private async Task AnswerAsync(EchoStream stream, Socket socket, ulong name, CancellationToken cancellation)
    {
        ulong? connection = null;
        ulong next = 0;
        while (true)
        {
            EchoReceipt receipt = await stream.ReadAsync(cancellation);
            if (receipt.Kind == EchoReceiptKind.End) break;
            EchoMessage asked = receipt.Message;
            connection ??= asked.Connection;
            if (asked.Kind == EchoKind.Order)
            {
                await FillOrderAsync(stream, asked, name, cancellation);
                break;
            }

            bool foreign = receipt.Kind != EchoReceiptKind.Message
                || asked.Connection != connection || asked.Sequence != next;
            next = asked.Sequence + 1;
            EchoMessage answer = asked with { Server = number, Socket = name, IsForeign = foreign };
            await stream.WriteAsync(answer, cancellation);
            if (receipt.Kind != EchoReceiptKind.Message) break;
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private async Task FillOrderAsync(
        EchoStream stream, EchoMessage order, ulong name, CancellationToken cancellation)
    {
        for (ulong piece = 0; piece < order.Sequence; piece++)
        {
            await stream.WriteAsync(
                order with { Kind = EchoKind.Piece, Server = number, Socket = name, Sequence = piece }, cancellation);
            await Task.Delay(order.PauseMilliseconds, cancellation);
        }
    }
}
