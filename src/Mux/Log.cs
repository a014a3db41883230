using Microsoft.Extensions.Logging;

namespace Beamer.Mux;

/// <summary>Everything that a MUX says: one message per event, never one per packet. Numbers 1000 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1000, LogLevel.Information, "MUX {Name} forwards from {Interface}, data plane {Plane}, output {Output}")]
    public static partial void Forwarding(ILogger logger, string name, string @interface, string plane, string output);

    [LoggerMessage(1001, LogLevel.Information, "Table of generation {Generation} is in force, digest {Digest}")]
    public static partial void TableInForce(ILogger logger, uint generation, string digest);

    [LoggerMessage(1002, LogLevel.Warning, "Table of generation {Generation} is refused: {Reasons}")]
    public static partial void TableRefused(ILogger logger, uint generation, string reasons);

    [LoggerMessage(1003, LogLevel.Error, "Starting without a table: {Reasons}")]
    public static partial void StoredTableRefused(ILogger logger, string reasons);

    [LoggerMessage(1004, LogLevel.Information, "The controller is connected")]
    public static partial void ControllerConnected(ILogger logger);

    [LoggerMessage(1005, LogLevel.Warning, "The controller is lost; forwarding goes on with the last table: {Reason}")]
    public static partial void ControllerLost(ILogger logger, string reason);

    [LoggerMessage(1007, LogLevel.Information, "Announcing {Vips} VIPs")]
    public static partial void Announcing(ILogger logger, int vips);

    [LoggerMessage(1008, LogLevel.Warning, "{Sentence}")]
    public static partial void Withdrawn(ILogger logger, string sentence);

    [LoggerMessage(1006, LogLevel.Warning, "{Problem}")]
    public static partial void HostProblem(ILogger logger, string problem);

    [LoggerMessage(1009, LogLevel.Information,
        "Packets may wait for this process's other work: LimitNICE=-10 in the systemd unit lets them go first")]
    public static partial void WorkerNotRaised(ILogger logger);
}
