using System.Security.Cryptography;
using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Link;
using Beamer.Mux.Tables;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Mux.Probing;

/// <summary>Asks every server once a second, along the way of the packets, whether its agent lives (R11).</summary>
/// <remarks>One thread; the counts may be read from any.</remarks>
internal sealed class ServerProber : IDisposable
{
    /// <summary>Time between two probes of a server.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int BatchSize = 64;

    private readonly UdpEndpoint _socket;
    private readonly PacketMemory _memory = new(BatchSize, 0, ProbeMessage.Size);
    private readonly PollSet _poll;
    private readonly TableKeeper _keeper;
    private readonly TimeProvider _time;
    private readonly Action<V1.ProbeReport> _report;
    private readonly Func<bool> _isConnected;
    private readonly ProbeTally _tally = new();
    private long _nextRound;

    /// <param name="socket">Bound to the MUX's own address; the prober disposes of it.</param>
    /// <param name="keeper">Whose servers are probed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Called once a round, before its probes leave.</param>
    /// <param name="isConnected">Whether this MUX has a controller; servers tell the other MUXes (R15).</param>
    public ServerProber(
        UdpEndpoint socket,
        TableKeeper keeper,
        TimeProvider time,
        Action<V1.ProbeReport> report,
        Func<bool> isConnected)
    {
        _isConnected = isConnected;
        _socket = socket;
        _poll = new PollSet(socket);
        _keeper = keeper;
        _time = time;
        _report = report;
        _nextRound = time.GetTimestamp();
    }

    /// <summary>Servers that answered their last probe.</summary>
    public int Answering { get; private set; }

    /// <summary>Servers that did not.</summary>
    public int Silent { get; private set; }

    /// <summary>What the servers say of this MUX by their last answers.</summary>
    public ProbeOpinion Opinion { get; private set; } = ProbeOpinion.None;

    /// <summary>The highest generation that an agent has reported.</summary>
    public Generation NewestReported => _tally.NewestReported;

    /// <summary>Probes until cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        using CancellationTokenRegistration wake = cancellation.Register(_poll.Wake);
        while (!cancellation.IsCancellationRequested)
        {
            TimeSpan rest = Step();
            _poll.Wait((int)Math.Ceiling(rest.TotalMilliseconds));
        }
    }

    /// <summary>Takes the answers that are there, and begins a round when it is time.</summary>
    /// <returns>How long the next round is away.</returns>
    public TimeSpan Step()
    {
        TakeAnswers();
        long now = _time.GetTimestamp();
        if (now >= _nextRound)
        {
            BeginRound();
            _nextRound = now + (long)(Interval.TotalSeconds * _time.TimestampFrequency);
        }

        return _time.GetElapsedTime(now, _nextRound);
    }

    public void Dispose()
    {
        _poll.Dispose();
        _socket.Dispose();
        _memory.Dispose();
    }

    private void TakeAnswers()
    {
        int taken = 0;
        int count;
        do
        {
            count = _socket.Receive();
            taken += count;
            for (int i = 0; i < count; i++)
            {
                UdpDatagram datagram = _socket.Datagram(i);
                if (ProbeMessage.TryRead(datagram.Frame.Packet, out ProbeMessage answer, out _))
                {
                    _tally.Take(datagram.Source, answer);
                }
            }
        }
        while (count == BatchSize);
        // At once: what a server says of this MUX starts the clock of its fence (R15).
        if (taken > 0) Opinion = _tally.Opinion();
    }

    private void BeginRound()
    {
        ProbeFlags flags = _isConnected() ? ProbeFlags.ControllerConnected : ProbeFlags.None;
        IReadOnlyList<(IPv4Address Server, ulong Nonce)> probes = _tally.BeginRound(
            [.. _keeper.Table.Configuration.Servers.Select(server => server.Address)], RandomNonce);
        Opinion = _tally.Opinion();
        (Answering, Silent) = _tally.Count();
        if (probes.Count > 0) _report(_tally.Report(_time.GetElapsedTime(0)));
        for (int i = 0; i < probes.Count; i++)
        {
            PacketFrame frame = _memory.Frame(i % BatchSize, ProbeMessage.Size);
            var probe = new ProbeMessage(ProbeType.Request, probes[i].Nonce, _keeper.Table.Generation, flags);
            probe.Write(frame.Packet);
            _socket.Enqueue(frame, frame.Start, ProbeMessage.Size, probes[i].Server, OuterHeader.Port);
            if (i % BatchSize == BatchSize - 1) _socket.Flush();
        }

        _socket.Flush();
    }

    /// <summary>Not to be guessed, or else a forged answer could hold a dead server alive.</summary>
    private static ulong RandomNonce()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }
}
