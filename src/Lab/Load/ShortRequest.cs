using System.Net;
using Beamer.Lab.Servers;

namespace Beamer.Lab.Load;

/// <summary>One connection, one short answer that names its server.</summary>
internal sealed class ShortRequest(IPAddress source, IPEndPoint service, TimeSpan begun) : IDisposable
{
    private static readonly byte[] Request = System.Text.Encoding.ASCII.GetBytes(
        $"GET {WebServer.ShortPath} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n");

    private readonly ClientSocket _socket = new(source, service, receiveBufferBytes: null);
    private readonly ResponseHead _head = new();
    private readonly List<byte> _answer = [];
    private bool _connected;

    public TimeSpan Begun { get; } = begun;

    /// <summary>The server whose SYN-ACK was accepted; 0 = none yet.</summary>
    public int Home { get; private set; }

    public bool IsAnswered { get; private set; }

    public Fault Step() => _connected ? Read() : Connect();

    public void Dispose() => _socket.Dispose();

    private Fault Connect()
    {
        if (!_socket.TryFinishConnect(out Fault fault) || fault != Fault.None) return fault;
        _connected = true;
        Home = _socket.HomeFromHandshake();
        return _socket.Send(Request);
    }

    private Fault Read()
    {
        Span<byte> buffer = stackalloc byte[1024];
        Fault fault = _socket.Receive(buffer, out int count);
        if (fault == Fault.EndedEarly && _head.IsComplete) return Judge();
        if (fault != Fault.None || count == 0) return fault;
        ReadOnlySpan<byte> received = buffer[..count];
        fault = _head.Accept(ref received);
        _answer.AddRange(received);
        return fault;
    }

    private Fault Judge()
    {
        if (_answer.Count == 0) return Fault.EndedEarly;
        if (_answer is not [(byte)'s', >= (byte)'1' and <= (byte)'9', (byte)'\n']) return Fault.WrongContent;
        int server = _answer[1] - '0';
        IsAnswered = Home == 0 || Home == server;
        return IsAnswered ? Fault.None : Fault.WrongServer;
    }
}
