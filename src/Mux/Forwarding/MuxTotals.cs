using Beamer.Core;
using Beamer.Core.Forwarding;

namespace Beamer.Mux.Forwarding;

/// <summary>What a data plane has done, all its workers or processors together, at one moment.</summary>
/// <remarks>The law (P63): received = forwarded + passed + the sum of dropped.</remarks>
internal readonly struct MuxTotals
{
    /// <summary>
    /// Words of one worker's or processor's counters: received, bytes of these, passed, forwarded, bytes of these, and
    /// one for each drop reason. The program in the kernel counts in the same order.
    /// </summary>
    public const int Words = 5 + DropReasons.Limit;

    private const int FirstReason = 5;

    private readonly long[] _words;

    private MuxTotals(long[] words) => _words = words;

    /// <summary>Packets that were decided about.</summary>
    public long Received => _words[0];

    /// <summary>Bytes of these, Ethernet headers included.</summary>
    public long ReceivedBytes => _words[1];

    /// <summary>Packets left to the host.</summary>
    public long Passed => _words[2];

    /// <summary>Packets that went to a server.</summary>
    public long Forwarded => _words[3];

    /// <summary>Bytes of the outer IPv4 packets that were handed to the kernel.</summary>
    public long ForwardedBytes => _words[4];

    /// <summary>Packets dropped for one reason.</summary>
    public long Dropped(DropReason reason) => _words[FirstReason + (int)reason];

    /// <summary>Packets dropped for any reason.</summary>
    public long DroppedTotal() => _words.AsSpan(FirstReason).ToArray().Sum();

    /// <summary>The sum of several workers' counters, and what no worker has seen.</summary>
    /// <param name="workers">Their counters.</param>
    /// <param name="overruns">Frames that the kernel lost before a worker saw them.</param>
    public static MuxTotals Of(IEnumerable<MuxCounters> workers, long overruns)
    {
        long[] words = new long[Words];
        foreach (MuxCounters counters in workers)
        {
            words[0] += counters.Received;
            words[1] += counters.ReceivedBytes;
            words[2] += counters.Passed;
            words[3] += counters.Forwarded;
            words[4] += counters.ForwardedBytes;
            for (int i = 0; i < DropReasons.Limit; i++) words[FirstReason + i] += counters.Dropped((DropReason)i);
        }

        words[FirstReason + (int)DropReason.ReceiveOverrun] += overruns;
        return new MuxTotals(words);
    }

    /// <summary>The sum of several processors' counters.</summary>
    /// <param name="words"><see cref="Words"/> for each of them.</param>
    public static MuxTotals Of(ReadOnlySpan<long> words)
    {
        long[] sum = new long[Words];
        for (int i = 0; i < words.Length; i++) sum[i % Words] += words[i];
        return new MuxTotals(sum);
    }
}
