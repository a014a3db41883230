using System.Diagnostics;

namespace Beamer.Lab.Network;

/// <summary>
/// A change of the router's routes that waits, ready to be made: a real router would not have to start a program first,
/// and on a busy host that takes longer than the failure that the change answers.
/// </summary>
internal sealed class PreparedRoute : IDisposable
{
    private readonly Process _process;
    private readonly string _command;

    public PreparedRoute(string machine, string command)
    {
        _command = command;
        _process = Process.Start(new ProcessStartInfo("ip", ["-n", Namespaces.Of(machine), "-batch", "-"])
        {
            RedirectStandardInput = true,
        })!;
    }

    /// <summary>Makes the change; it is in force when this returns.</summary>
    /// <exception cref="LabException">The kernel refused it.</exception>
    public void Apply()
    {
        _process.StandardInput.Write(_command + "\n");
        _process.StandardInput.Close();
        _process.WaitForExit();
        if (_process.ExitCode != 0) throw new LabException($"'ip {_command}' failed.");
    }

    public void Dispose()
    {
        // Without a command it ends at the end of its input.
        _process.StandardInput.Close();
        _process.Dispose();
    }
}
