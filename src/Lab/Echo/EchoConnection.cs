using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Beamer.Lab.Load;

namespace Beamer.Lab.Echo;

/// <summary>One client's connection: every answer must be its own and come from one socket of one server.</summary>
/// <param name="number">No two of a run have the same.</param>
/// <param name="plan">What it does.</param>
/// <remarks>One task runs it; what it has seen may be read by any thread.</remarks>
internal sealed class EchoConnection(ulong number, EchoPlan plan)
{
    private const int RepairMode = 19; // TCP_REPAIR of linux/tcp.h

    /// <summary>The patience of a client: a connection without an answer for so long is lost.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _established = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;
    private volatile bool _vanishing;
    private Socket? _socket;
    private ulong? _serverSocket;
    private long _waitingSince;
    private long _longestWaitTicks;

    /// <summary>The server whose SYN-ACK was accepted; 0 = none yet, or it cannot be told.</summary>
    public int Home { get; private set; }

    public IPEndPoint? Local { get; private set; }

    /// <summary>Why it ended, if it did so badly.</summary>
    public Fault Fault { get; private set; }

    /// <summary>When it ended badly (<see cref="Stopwatch"/>).</summary>
    public long LostAt { get; private set; }

    public bool HasEnded { get; private set; }

    public bool IsLive => Answers > 0 && !HasEnded;

    /// <summary>Answers, or pieces, that came and were right.</summary>
    public long Answers { get; private set; }

    /// <summary>When the last right answer came (<see cref="Stopwatch"/>).</summary>
    public long AnsweredAt { get; private set; }

    public TimeSpan Handshake { get; private set; }

    public long BegunAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>It was meant to live until it is told to end.</summary>
    public bool IsLong => plan.Exchanges is null;

    /// <summary>Its home died before.</summary>
    public bool HasExcuse { get; private set; }

    /// <summary>Done when the first answer is here, or the connection has ended.</summary>
    public Task Established => _established.Task;

    /// <summary>The longest that it waited for an answer, the wait that goes on included.</summary>
    public TimeSpan LongestWait
    {
        get
        {
            long since = Volatile.Read(ref _waitingSince);
            long waiting = since == 0 || HasEnded ? 0 : Stopwatch.GetElapsedTime(since).Ticks;
            return new TimeSpan(Math.Max(waiting, Volatile.Read(ref _longestWaitTicks)));
        }
    }

    /// <summary>Waits that are over count no longer.</summary>
    public void ForgetWaits() => Volatile.Write(ref _longestWaitTicks, 0);

    /// <summary>Whatever becomes of it, its home has died.</summary>
    public void Excuse() => HasExcuse = true;

    /// <summary>Speaks now.</summary>
    public void Call() => _called.TrySetResult();

    /// <summary>Closes after the exchange that goes on.</summary>
    public void Close()
    {
        _closing = true;
        Call();
    }

    /// <summary>The client is gone without a word: no FIN, no RST. Its server knows nothing of it.</summary>
    public void Vanish()
    {
        _vanishing = true;
        _socket?.SetRawSocketOption((int)SocketOptionLevel.Tcp, RepairMode, BitConverter.GetBytes(1));
        Close();
    }

    /// <summary>Lives from the SYN to the end.</summary>
    public async Task RunAsync(Socket socket, IPEndPoint service, CancellationToken cancellation)
    {
        using Socket owned = socket;
        _socket = socket;
        try
        {
            await ConnectAsync(socket, service, cancellation);
            EchoStream stream = new(socket);
            Fault = plan.OrderedPieces > 0
                ? await OrderAsync(socket, stream, cancellation)
                : await ExchangeAsync(socket, stream, cancellation);
        }
        catch (SocketException ended)
        {
            Fault = FaultOf(ended.SocketErrorCode);
        }
        catch (TimeoutException)
        {
            Fault = Fault.TimedOut;
        }

        if (_vanishing) Fault = Fault.None;
        if (Fault != Fault.None) LostAt = Stopwatch.GetTimestamp();
        HasEnded = true;
        _established.TrySetResult();
    }

    private async Task ConnectAsync(Socket socket, IPEndPoint service, CancellationToken cancellation)
    {
        BeginWait();
        long started = Stopwatch.GetTimestamp();
        await socket.ConnectAsync(service, cancellation).AsTask().WaitAsync(Patience, cancellation);
        Handshake = Stopwatch.GetElapsedTime(started);
        Local = (IPEndPoint)socket.LocalEndPoint!;
        Home = AnnouncedSegment.HomeOf(socket);
    }

    private async Task<Fault> ExchangeAsync(Socket socket, EchoStream stream, CancellationToken cancellation)
    {
        Task<EchoReceipt> answer = stream.ReadAsync(cancellation).AsTask();
        for (ulong sequence = 0; !_closing && (plan.Exchanges is null || sequence < (ulong)plan.Exchanges); sequence++)
        {
            EchoMessage request = new()
            {
                Kind = EchoKind.Echo,
                Connection = number,
                Sequence = sequence,
                ContentBytes = plan.ContentBytes,
            };
            BeginWait();
            await stream.WriteAsync(request, cancellation);
            Fault fault = Judge(await answer.WaitAsync(Patience, cancellation), request);
            if (fault != Fault.None) return fault;
            EndWait();
            // It always listens: what comes without being asked for, an RST above all, is seen at once.
            answer = stream.ReadAsync(cancellation).AsTask();
            if (plan.Exchanges is int last && sequence + 1 == (ulong)last) break;
            await Task.WhenAny(answer, TurnAsync(cancellation));
            if (answer.IsCompleted) return Unasked(await answer);
        }

        if (_vanishing) return Fault.None;
        socket.Shutdown(SocketShutdown.Send);
        EchoReceipt end = await answer.WaitAsync(Patience, cancellation);
        return end.Kind == EchoReceiptKind.End ? Fault.None : Fault.WrongContent;
    }

    private async Task<Fault> OrderAsync(Socket socket, EchoStream stream, CancellationToken cancellation)
    {
        EchoMessage order = new()
        {
            Kind = EchoKind.Order,
            Connection = number,
            Sequence = (ulong)plan.OrderedPieces,
            ContentBytes = plan.ContentBytes,
            PauseMilliseconds = (int)plan.PiecePause.TotalMilliseconds,
        };
        await stream.WriteAsync(order, cancellation);
        socket.Shutdown(SocketShutdown.Send);
        for (ulong piece = 0; piece < order.Sequence; piece++)
        {
            BeginWait();
            EchoReceipt receipt = await stream.ReadAsync(cancellation).AsTask().WaitAsync(Patience, cancellation);
            Fault fault = Judge(receipt, order with { Kind = EchoKind.Piece, Sequence = piece });
            if (fault != Fault.None) return fault;
            EndWait();
        }

        EchoReceipt end = await stream.ReadAsync(cancellation).AsTask().WaitAsync(Patience, cancellation);
        return end.Kind == EchoReceiptKind.End ? Fault.None : Fault.WrongContent;
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        Task called = _called.Task;
        if (plan.Pace == EchoPlan.WhenCalled) await called.WaitAsync(cancellation);
        else await Task.WhenAny(called, Task.Delay(plan.Pace, cancellation));
        if (called.IsCompleted && !_closing) _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private Fault Judge(EchoReceipt receipt, EchoMessage asked)
    {
        EchoMessage answer = receipt.Message;
        if (receipt.Kind is EchoReceiptKind.End or EchoReceiptKind.CutOff) return Fault.EndedEarly;
        if (receipt.Kind == EchoReceiptKind.Unreadable) return Fault.WrongContent;
        if (answer.IsForeign || answer.Connection != number) return Fault.ForeignBytes;
        if (Home == 0) Home = answer.Server;
        if (answer.Server != Home) return Fault.WrongServer;
        if (answer.Socket != (_serverSocket ??= answer.Socket)) return Fault.ForeignBytes;
        bool asAsked = answer.Kind == asked.Kind && answer.Sequence == asked.Sequence
            && answer.ContentBytes == asked.ContentBytes;
        return asAsked ? Fault.None : Fault.WrongContent;
    }

    private static Fault Unasked(EchoReceipt receipt) => receipt.Kind switch
    {
        EchoReceiptKind.End or EchoReceiptKind.CutOff => Fault.EndedEarly,
        _ => Fault.WrongContent,
    };

    private void BeginWait() => Volatile.Write(ref _waitingSince, Stopwatch.GetTimestamp());

    private void EndWait()
    {
        long waited = Stopwatch.GetElapsedTime(Volatile.Read(ref _waitingSince)).Ticks;
        Volatile.Write(ref _waitingSince, 0);
        if (waited > Volatile.Read(ref _longestWaitTicks)) Volatile.Write(ref _longestWaitTicks, waited);
        AnsweredAt = Stopwatch.GetTimestamp();
        Answers++;
        _established.TrySetResult();
    }

    private static Fault FaultOf(SocketError error) => error switch
    {
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.ConnectionRefused
            or SocketError.Shutdown => Fault.Reset,
        SocketError.TimedOut => Fault.TimedOut,
        _ => Fault.Unreachable,
    };
}
