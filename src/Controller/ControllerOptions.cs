using System.ComponentModel.DataAnnotations;

namespace Beamer.Controller;

/// <summary>The section <c>Controller</c> of the options file.</summary>
internal sealed class ControllerOptions
{
    /// <summary>The options file's section.</summary>
    internal const string Section = "Controller";

    /// <summary>Where MUXes and agents follow the table feed: <c>ADDRESS:PORT</c> of the management network.</summary>
    /// <remarks>No encryption yet: whoever reaches it can read the hash keys. Bind it where the fleet is.</remarks>
    [Required]
    public string Listen { get; init; } = "127.0.0.1:7400";

    /// <summary>Where operators ask: <c>unix:/PATH</c> (the default) or <c>ADDRESS:PORT</c>.</summary>
    [Required]
    public string OperatorListen { get; init; } = "unix:/run/beamer/controller.sock";

    /// <summary>The SQLite file; its log and its write mark lie beside it. Mode 0600: it holds the hash keys.</summary>
    [Required]
    public string StatePath { get; init; } = "/var/lib/beamer/controller.db";

    /// <summary>
    /// Seconds in which a server that comes into a pool that others serve gets its whole weight, in five steps; 0: at
    /// once.
    /// </summary>
    [Range(0, 3600)]
    public double SlowStartSeconds { get; init; } = 5;

    /// <summary>Where <c>/metrics</c> and <c>/healthz</c> are served.</summary>
    [Required]
    public string MetricsListen { get; init; } = "127.0.0.1:9100";
}
