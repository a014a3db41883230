using System.Diagnostics;
using Beamer.Lab.Network;

namespace Beamer.Lab.Daemons;

/// <summary>One process of Beamer in a namespace of the lab. Its output goes to a file of its name.</summary>
internal sealed class DaemonProcess
{
    private readonly Process _process;
    private readonly string _name;

    private DaemonProcess(Process process, string name) => (_process, _name) = (process, name);

    public bool HasExited => _process.HasExited;

    /// <summary>
    /// Starts it. Every wrapper in front replaces itself, so that the process's id is the daemon's. It has a session
    /// of its own: the terminal's Ctrl-C is for the lab, which then ends everything in order.
    /// </summary>
    public static DaemonProcess Start(string machine, string name, string program, params IEnumerable<string> arguments)
    {
        const string AppendOutput = """log=$1; shift; exec "$@" >>"$log" 2>&1""";
        ProcessStartInfo start = new("setsid",
        [
            "ip", "netns", "exec", Namespaces.Of(machine), "sh", "-c", AppendOutput, "sh", Workspace.LogPath(name),
            program, .. arguments,
        ])
        {
            RedirectStandardInput = true,
        };
        // Two cores carry everything: what a short life would never earn back is not spent.
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new DaemonProcess(process, name);
    }

    /// <summary>Asks it to end (SIGTERM) and waits for that.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        HostTool.TryRun("kill", ["-TERM", $"{_process.Id}"], out _);
        await ExitAsync(TimeSpan.FromSeconds(10), cancellation);
    }

    /// <summary>Ends it (SIGKILL): it cannot notice. The kernel may still be at it when this returns.</summary>
    public void Kill() => _process.Kill();

    /// <exception cref="LabException">It did not end in time.</exception>
    public async Task ExitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        Task exit = _process.WaitForExitAsync(cancellation);
        if (await Task.WhenAny(exit, Task.Delay(limit, cancellation)) != exit)
        {
            throw new LabException($"{_name} did not end in {limit.TotalSeconds} s; see {Workspace.LogPath(_name)}.");
        }

        await exit;
    }
}
