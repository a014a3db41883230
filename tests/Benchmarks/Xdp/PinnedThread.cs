using System.Diagnostics;
using System.Globalization;
using Beamer.Link;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>A thread that one processor runs, in a network namespace.</summary>
internal static class PinnedThread
{
    /// <summary>Starts it.</summary>
    /// <param name="processor">Which one, from 0.</param>
    /// <param name="network">As <c>ip netns</c> lists it.</param>
    /// <param name="action">What it does.</param>
    public static Task<T> Start<T>(int processor, string network, Func<T> action) => Task.Factory.StartNew(
        () => NetworkNamespace.Run(network, () =>
        {
            Pin(processor);
            return action();
        }),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static void Pin(int processor)
    {
        string thread = Path.GetFileName(
            File.ResolveLinkTarget("/proc/thread-self", returnFinalTarget: false)!.FullName);
        string[] arguments = ["-p", "-c", processor.ToString(CultureInfo.InvariantCulture), thread];
        using Process process = Process.Start(
            new ProcessStartInfo("taskset", arguments) { RedirectStandardOutput = true })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"taskset {thread} failed");
    }
}
