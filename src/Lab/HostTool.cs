using System.Diagnostics;

namespace Beamer.Lab;

/// <summary>Runs a program of the host to its end (ip, ethtool, sysctl, kill) and demands success.</summary>
internal static class HostTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What the program wrote to standard output.</summary>
    public static string Run(string program, params IReadOnlyList<string> arguments) =>
        TryRun(program, arguments, input: null, out string output, out string error)
            ? output
            : throw new LabException($"'{program} {string.Join(' ', arguments)}' failed: {error.Trim()}");

    /// <summary>As <see cref="Run"/>, with <paramref name="input"/> on standard input.</summary>
    public static void Feed(string program, string input, params IReadOnlyList<string> arguments)
    {
        if (!TryRun(program, arguments, input, out _, out string error))
        {
            throw new LabException($"'{program} {string.Join(' ', arguments)}' failed: {error.Trim()}");
        }
    }

    /// <summary>For what may rightly fail, such as the removal of what is not there.</summary>
    public static bool TryRun(string program, IReadOnlyList<string> arguments, out string output) =>
        TryRun(program, arguments, input: null, out output, out _);

    /// <summary>As the above, and says why it failed.</summary>
    public static bool TryRun(
        string program, IReadOnlyList<string> arguments, string? input, out string output, out string error)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> outputText = process.StandardOutput.ReadToEndAsync();
        Task<string> errorText = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            string line = string.Join(' ', arguments);
            throw new LabException($"'{program} {line}' did not end in {Patience.TotalSeconds} s.");
        }

        output = outputText.GetAwaiter().GetResult();
        error = errorText.GetAwaiter().GetResult();
        return process.ExitCode == 0;
    }
}
