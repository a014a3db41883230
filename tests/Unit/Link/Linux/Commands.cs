using System.Diagnostics;

namespace Beamer.Tests.Unit.Link.Linux;

/// <summary>Programs of the host that tests run.</summary>
internal static class Commands
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its status, and what it wrote to its standard error.</returns>
    public static (int Status, string Errors) Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
