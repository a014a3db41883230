using System.Net.Sockets;

namespace Beamer.Lab.Echo;

/// <summary>Reads and writes whole messages on one connection. One reader and one writer.</summary>
internal sealed class EchoStream(Socket socket)
{
    private byte[] _incoming = new byte[256];
    private byte[] _outgoing = new byte[256];

    /// <summary>The next message.</summary>
    /// <returns>Null at the peer's FIN; a message that is not whole or not right says so.</returns>
    /// <exception cref="SocketException">The connection ended badly.</exception>
    public async ValueTask<EchoReceipt> ReadAsync(CancellationToken cancellation)
    {
        int had = await FillAsync(0, EchoMessage.HeaderBytes, cancellation);
        if (had == 0) return EchoReceipt.End;
        if (had < EchoMessage.HeaderBytes) return EchoReceipt.CutOff;
        if (!EchoMessage.TryRead(_incoming, out EchoMessage message)) return EchoReceipt.Unreadable;
        had = await FillAsync(EchoMessage.HeaderBytes, message.Bytes, cancellation);
        if (had < message.Bytes) return EchoReceipt.CutOff;
        bool right = message.HasContent(_incoming.AsSpan(EchoMessage.HeaderBytes, message.ContentBytes));
        return new EchoReceipt(right ? EchoReceiptKind.Message : EchoReceiptKind.Unreadable, message);
    }

    /// <exception cref="SocketException">The connection ended badly.</exception>
    public async ValueTask WriteAsync(EchoMessage message, CancellationToken cancellation)
    {
        if (_outgoing.Length < message.Bytes) _outgoing = new byte[message.Bytes];
        message.Write(_outgoing);
        for (int sent = 0; sent < message.Bytes;)
        {
            sent += await socket.SendAsync(_outgoing.AsMemory(sent, message.Bytes - sent), cancellation);
        }
    }

    private async ValueTask<int> FillAsync(int from, int until, CancellationToken cancellation)
    {
        if (_incoming.Length < until) Array.Resize(ref _incoming, until);
        while (from < until)
        {
            int count = await socket.ReceiveAsync(_incoming.AsMemory(from, until - from), cancellation);
            if (count == 0) break;
            from += count;
        }

        return from;
    }
}
