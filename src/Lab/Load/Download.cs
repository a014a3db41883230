using System.Net;
using Beamer.Lab.Servers;

namespace Beamer.Lab.Load;

/// <summary>
/// One long download that its client paces: a kilobyte now and then, so that the client's ACKs, which alone pass the
/// MUX and the agents, flow all the time. Every byte is checked.
/// </summary>
internal sealed class Download : IDisposable
{
    private const int ReadBytes = 1024;

    /// <summary>Little more than what is in flight: no full buffer papers over a stall.</summary>
    private const int ReceiveBufferBytes = 4096;

    /// <summary>How often a download that misses content looks again.</summary>
    private static readonly TimeSpan WaitingPace = TimeSpan.FromMilliseconds(10);

    private static readonly byte[] Request =
        System.Text.Encoding.ASCII.GetBytes($"GET {WebServer.LongPath} HTTP/1.1\r\nHost: lab\r\n\r\n");

    private readonly ClientSocket _socket;
    private readonly ResponseHead _head = new();
    private readonly TimeSpan _pace;
    private StampVerifier? _content;
    private TimeSpan _next;
    private TimeSpan _due;

    public Download(IPAddress source, IPEndPoint service, TimeSpan pace, TimeSpan now)
    {
        _socket = new ClientSocket(source, service, ReceiveBufferBytes);
        _pace = pace;
        _next = _due = now;
    }

    /// <summary>The server that answers; 0 = none has yet.</summary>
    public int Home => _content?.Home ?? 0;

    /// <summary>Content, checked, has come.</summary>
    public bool IsEstablished => _content is { Position: > 0 };

    /// <summary>Everything has come.</summary>
    public bool IsComplete => _content is { Position: (long)StampedFile.Records * StampedRecord.Size };

    /// <summary>When content came last.</summary>
    public TimeSpan LastProgress { get; private set; }

    /// <summary>How long content that was due has not come; zero when it comes in time.</summary>
    public TimeSpan Missing(TimeSpan now) => now > _due && _next > _due ? now - _due : TimeSpan.Zero;

    /// <summary>Does what is due at <paramref name="now"/>.</summary>
    /// <param name="now">The time.</param>
    /// <param name="stall">How long the client waited beyond its pace, when content came after all.</param>
    public Fault Step(TimeSpan now, out TimeSpan stall)
    {
        stall = TimeSpan.Zero;
        if (now < _next) return Fault.None;
        return _content is null ? Connect(now) : Read(_content, now, out stall);
    }

    public void Dispose() => _socket.Dispose();

    private Fault Connect(TimeSpan now)
    {
        _next = now + WaitingPace;
        if (!_socket.TryFinishConnect(out Fault fault) || fault != Fault.None) return fault;
        _content = new StampVerifier(_socket.HomeFromHandshake());
        return _socket.Send(Request);
    }

    private Fault Read(StampVerifier content, TimeSpan now, out TimeSpan stall)
    {
        stall = TimeSpan.Zero;
        Span<byte> buffer = stackalloc byte[ReadBytes];
        Fault fault = _socket.Receive(buffer, out int count);
        if (fault != Fault.None || count == 0)
        {
            _next = now + WaitingPace;
            return fault;
        }

        if (_next > _due) stall = now - _due;
        LastProgress = now;
        _next = _due = now + _pace;
        ReadOnlySpan<byte> received = buffer[..count];
        fault = _head.Accept(ref received);
        return fault != Fault.None ? fault : content.Accept(received);
    }
}
