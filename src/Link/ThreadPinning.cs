using Beamer.Core;
using Beamer.Link.Linux;

namespace Beamer.Link;

/// <summary>Binds threads to processors, so that a worker keeps its caches.</summary>
public static unsafe class ThreadPinning
{
    private const int ProcessorsMax = 1024;

    /// <summary>Binds the calling thread, which must be a thread of its own and not one of the pool.</summary>
    /// <param name="processor">0 to 1,023; one that the process may use.</param>
    /// <exception cref="LinkException">There is no such processor, or the process may not use it.</exception>
    public static void PinCurrentThread(int processor)
    {
        Invariant.Require(processor is >= 0 and < ProcessorsMax, "The processor is 0 to 1,023");
        ulong* mask = stackalloc ulong[ProcessorsMax / 64];
        mask[processor / 64] = 1UL << (processor % 64);
        if (LibC.sched_setaffinity(0, ProcessorsMax / 8, mask) < 0)
            throw LinkException.ForLastError($"bind a thread to processor {processor}");
    }

    /// <summary>The processors that the calling thread may use, ascending.</summary>
    /// <exception cref="LinkException">The kernel does not say.</exception>
    public static IReadOnlyList<int> AllowedProcessors()
    {
        ulong* mask = stackalloc ulong[ProcessorsMax / 64];
        if (LibC.sched_getaffinity(0, ProcessorsMax / 8, mask) < 0)
            throw LinkException.ForLastError("read the processors of a thread");
        var processors = new List<int>();
        for (int processor = 0; processor < ProcessorsMax; processor++)
        {
            if ((mask[processor / 64] >> (processor % 64) & 1) != 0) processors.Add(processor);
        }

        return processors;
    }
}
