using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Beamer.Tests.Benchmarks;

/// <summary>What a figure in nanoseconds depends on.</summary>
/// <param name="Processor">Its model.</param>
/// <param name="Kernel">Name and version.</param>
/// <param name="Runtime">Name and version.</param>
internal sealed record Machine(string Processor, string Kernel, string Runtime)
{
    private const ulong Additions = 40_000;
    private const int Tries = 5;

    /// <summary>This machine.</summary>
    public static Machine Describe() => new(
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        $"{File.ReadAllText("/proc/sys/kernel/ostype").Trim()} {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
        RuntimeInformation.FrameworkDescription);

    /// <summary>Cycles per nanosecond, whatever shares the core.</summary>
    public static double ClockGigahertz() => Rate(ReferenceMux.Count);

    /// <summary>Additions per nanosecond that do not wait for each other: what this thread gets of its core.</summary>
    public static double AdditionsPerNanosecond() => 4 * Rate(ReferenceMux.CountSideBySide);

    // The best of some: in the others, somebody else had the processor.
    private static double Rate(Action<ulong> count) => Enumerable.Range(0, Tries).Max(_ =>
    {
        long start = Stopwatch.GetTimestamp();
        count(Additions);
        return Additions / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    });
}
