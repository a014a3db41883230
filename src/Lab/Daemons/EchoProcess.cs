using Beamer.Lab.Network;

namespace Beamer.Lab.Daemons;

/// <summary>The lab's echo on one server: a process of its own, so that it can die with its server.</summary>
internal static class EchoProcess
{
    /// <summary>The verb of this program that is the server.</summary>
    public const string Verb = "echo";

    public static DaemonProcess Start(LabServer server) => DaemonProcess.Start(
        server.Name, $"echo-{server.Name}", Environment.ProcessPath!, Verb, $"{server.Number}");
}
