using System.Diagnostics;
using Beamer.Lab.Network;

namespace Beamer.Lab.Daemons;

/// <summary>Waits, for a bounded time, until a daemon says on /healthz that it is ready.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    public static async Task WaitAsync(
        DaemonProcess daemon, string machine, string name, int port, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        string answer;
        while (!IsReady(machine, port, out answer))
        {
            if (daemon.HasExited)
            {
                throw new LabException($"{name} ended while starting: {LastLine(name)}");
            }

            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw new LabException(
                    $"{name} was not ready in {Limit.TotalSeconds} s: '{answer.Trim()}', {LastLine(name)}");
            }

            await Task.Delay(Pace, cancellation);
        }
    }

    /// <summary>Whether it answers that it is ready, and what it answers.</summary>
    public static bool IsReady(string machine, int port, out string answer)
    {
        string[] question =
        [
            "netns", "exec", Namespaces.Of(machine), "curl", "-s", "-m", "2", "-w", "\n%{http_code}",
            $"http://127.0.0.1:{port}/healthz",
        ];
        HostTool.TryRun("ip", question, out answer);
        return answer.EndsWith("\n200", StringComparison.Ordinal);
    }

    private static string LastLine(string name)
    {
        string path = Workspace.LogPath(name);
        return File.Exists(path) ? File.ReadLines(path).LastOrDefault("no output") : "no output";
    }
}
