using System.Diagnostics;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>The command <c>ip</c>.</summary>
internal static class IpCommand
{
    /// <summary>Runs it.</summary>
    /// <param name="arguments">Behind its name.</param>
    /// <param name="mayFail">Whether its failing is no error.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void Run(string arguments, bool mayFail = false)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("ip", arguments) { RedirectStandardError = mayFail })!;
        process.WaitForExit();
        if (process.ExitCode != 0 && !mayFail) throw new InvalidOperationException($"ip {arguments} failed");
    }
}
