using Microsoft.Extensions.Logging;

namespace Beamer.Backend;

/// <summary>Everything that the agent logs: 2000 to 2999. One line an event, never one a packet.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Following the controller with generation {Generation}")]
    internal static partial void Following(this ILogger logger, uint generation);

    [LoggerMessage(2001, LogLevel.Warning, "The feed ended: {Reason}")]
    internal static partial void FeedEnded(this ILogger logger, string reason);

    [LoggerMessage(2002, LogLevel.Information, "A newer process speaks for this server; the lease is given up")]
    internal static partial void Superseded(this ILogger logger);

    [LoggerMessage(2003, LogLevel.Warning, "Refused {What} of generation {Generation}: {Reasons}")]
    internal static partial void Refused(this ILogger logger, string what, uint generation, string reasons);

    [LoggerMessage(2004, LogLevel.Information, "Admitted at generation {Generation}")]
    internal static partial void Admitted(this ILogger logger, uint generation);

    [LoggerMessage(2005, LogLevel.Information, "Table of generation {Generation} in force")]
    internal static partial void TableInForce(this ILogger logger, uint generation);

    [LoggerMessage(2006, LogLevel.Warning, "Sockets cannot be counted: {Reason}")]
    internal static partial void CountFailed(this ILogger logger, string reason);

    [LoggerMessage(2007, LogLevel.Critical, "Following the controller failed; the agent stops")]
    internal static partial void FeedFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2010, LogLevel.Information, "Restored generation {Generation}, admitted: {Admitted}")]
    internal static partial void Restored(this ILogger logger, uint generation, bool admitted);

    [LoggerMessage(2011, LogLevel.Warning, "{File} is not used: {Reason}")]
    internal static partial void RecordRefused(this ILogger logger, string file, string reason);

    [LoggerMessage(2012, LogLevel.Warning, "{File} cannot be written: {Reason}")]
    internal static partial void RecordNotWritten(this ILogger logger, string file, string reason);

    [LoggerMessage(2020, LogLevel.Warning, "{Problem}")]
    internal static partial void HostProblem(this ILogger logger, string problem);

    [LoggerMessage(2021, LogLevel.Information, "Mended: {Problem}")]
    internal static partial void HostProblemMended(this ILogger logger, string problem);

    [LoggerMessage(2022, LogLevel.Warning, "An operator had {Connections} connections broken. {Problem}")]
    internal static partial void ConnectionsBroken(this ILogger logger, ulong connections, string problem);

    [LoggerMessage(2030, LogLevel.Information, "Listening on {Address}:6080; the kernel has {Sockets} TCP sockets")]
    internal static partial void Listening(this ILogger logger, string address, int sockets);

    [LoggerMessage(2031, LogLevel.Warning, "No word from the controller in {Seconds} s; starting with what is known")]
    internal static partial void SyncTimedOut(this ILogger logger, double seconds);

    [LoggerMessage(2032, LogLevel.Information, "Taking over from process {ProcessId}")]
    internal static partial void TakingOver(this ILogger logger, int processId);

    [LoggerMessage(2033, LogLevel.Warning, "Process {ProcessId} has yielded but has not ended in {Seconds} s")]
    internal static partial void PredecessorStays(this ILogger logger, int processId, double seconds);

    [LoggerMessage(2035, LogLevel.Information, "Packets are decided in the kernel, {Where}")]
    internal static partial void DecidingInKernel(this ILogger logger, string where);

    [LoggerMessage(2036, LogLevel.Information, "Packets are decided in this process, because {Reason}")]
    internal static partial void DecidingHere(this ILogger logger, string reason);

    [LoggerMessage(2034, LogLevel.Information, "Yielding to a newer process")]
    internal static partial void Yielding(this ILogger logger);

    [LoggerMessage(2037, LogLevel.Information,
        "Packets may wait for this process's other work: LimitNICE=-10 in the systemd unit lets them go first")]
    internal static partial void IngressNotRaised(this ILogger logger);
}
