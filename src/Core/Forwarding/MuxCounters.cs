namespace Beamer.Core.Forwarding;

/// <summary>What one worker has done with its packets, by verdict and reason.</summary>
/// <remarks>
/// Written by one worker, without atomic instructions; any thread may read, and may see a batch half counted. The law
/// (P63): received = forwarded + passed + the sum of dropped, at the end of every batch.
/// </remarks>
public sealed class MuxCounters
{
    private readonly long[] _dropped = new long[DropReasons.Limit];
    private long _received;
    private long _receivedBytes;
    private long _passed;
    private long _forwarded;
    private long _forwardedBytes;
    private long _enqueued;

    /// <summary>Packets that the worker has decided about.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Bytes of these, Ethernet headers included.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Packets left to the host.</summary>
    public long Passed => Volatile.Read(ref _passed);

    /// <summary>Packets that went to a server.</summary>
    public long Forwarded => Volatile.Read(ref _forwarded);

    /// <summary>Bytes of the outer IPv4 packets that were handed to the kernel.</summary>
    public long ForwardedBytes => Volatile.Read(ref _forwardedBytes);

    /// <summary>Packets dropped for one reason.</summary>
    public long Dropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    /// <summary>Packets dropped for any reason.</summary>
    public long DroppedTotal()
    {
        long total = 0;
        for (int i = 0; i < _dropped.Length; i++) total += Volatile.Read(ref _dropped[i]);
        return total;
    }

    /// <summary>Counts one packet. A forwarded one counts as such only with <see cref="EndBatch"/>.</summary>
    /// <param name="result">What became of it.</param>
    /// <param name="bytes">Bytes received.</param>
    public void Count(in ForwardingResult result, int bytes)
    {
        _received++;
        _receivedBytes += bytes;
        switch (result.Verdict)
        {
            case MuxVerdict.Forward:
                _enqueued++;
                _forwardedBytes += result.Length;
                break;
            case MuxVerdict.Pass:
                _passed++;
                break;
            case MuxVerdict.Drop:
            default:
                _dropped[(int)result.Reason]++;
                break;
        }
    }

    /// <summary>The same for many packets that are forwarded.</summary>
    /// <param name="packets">How many.</param>
    /// <param name="bytes">Bytes received.</param>
    /// <param name="outerBytes">Bytes of the outer packets.</param>
    internal void CountEnqueued(long packets, long bytes, long outerBytes)
    {
        _received += packets;
        _receivedBytes += bytes;
        _enqueued += packets;
        _forwardedBytes += outerBytes;
    }

    /// <summary>Ends a batch: its packets are with the kernel.</summary>
    /// <param name="transmitFailed">How many of them the kernel refused.</param>
    public void EndBatch(long transmitFailed)
    {
        _forwarded += _enqueued - transmitFailed;
        _dropped[(int)DropReason.TransmitFailed] += transmitFailed;
        _enqueued = 0;
    }
}
