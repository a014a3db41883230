using Beamer.Link.Linux;

namespace Beamer.Link;

/// <summary>Which of the threads that want a processor gets it.</summary>
public static class ThreadRank
{
    /// <summary>The nice value of a thread that was raised: it gets some nine times the share of others.</summary>
    public const int RaisedNice = -10;

    /// <summary>
    /// Lets the calling thread go before the others of this process, for the rest of its life: one of its own, never
    /// one of the pool.
    /// </summary>
    /// <returns>False when it may not, and goes on as before: that takes CAP_SYS_NICE, or RLIMIT_NICE.</returns>
    /// <remarks>
    /// setpriority(2): on Linux a nice value belongs to a thread, and 0 is the calling one. Threads that it starts
    /// itself inherit it.
    /// </remarks>
    public static bool TryRaise() => LibC.setpriority(LibC.PRIO_PROCESS, 0, RaisedNice) == 0;
}
