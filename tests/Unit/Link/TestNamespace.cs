using System.Diagnostics;
using System.Globalization;
using Beamer.Link;

namespace Beamer.Tests.Unit.Link;

/// <summary>
/// A network namespace of one test class: loopback up, and two ends of a wire, <c>left</c> and <c>right</c>.
/// </summary>
public sealed class TestNamespace : IDisposable
{
    private static int _made;

    public TestNamespace()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("These tests make network namespaces: run them as root.");
        Name = string.Create(
            CultureInfo.InvariantCulture, $"beamer-test-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}");
        Ip($"netns add {Name}");
        Ip($"-n {Name} link set lo up");
        Ip($"-n {Name} link add left mtu 1600 type veth peer name right mtu 1600");
        Ip($"-n {Name} link set left up");
        Ip($"-n {Name} link set right up");
    }

    public string Name { get; }

    public T Run<T>(Func<T> action) => NetworkNamespace.Run(Name, action);

    public void Dispose() => Ip($"netns del {Name}");

    public static string Ip(string arguments)
    {
        var start = new ProcessStartInfo("ip", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"ip {arguments}: {errors}");
    }
}
