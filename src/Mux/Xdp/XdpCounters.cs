using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Link.Bpf;
using Beamer.Mux.Forwarding;

namespace Beamer.Mux.Xdp;

/// <summary>Counters of one processor: <c>struct counters</c> in <c>Bpf/tables.h</c>.</summary>
[InlineArray(MuxTotals.Words)]
internal struct XdpCounters
{
    private long _first;

    /// <summary>All processors' together; a system call.</summary>
    /// <param name="counts">The program's map.</param>
    public static MuxTotals Read(BpfMap counts)
    {
        XdpCounters[] perProcessor = new XdpCounters[BpfMap.ProcessorCount];
        counts.TryGetPerProcessor(0u, perProcessor.AsSpan());
        return MuxTotals.Of(MemoryMarshal.Cast<XdpCounters, long>(perProcessor));
    }
}
