using Microsoft.Extensions.Configuration;

namespace Beamer.Controller;

/// <summary>The section <c>Controller</c> of the options file.</summary>
internal sealed class ControllerOptions
{
    /// <summary>The options file's section.</summary>
    internal const string Section = "Controller";

    /// <summary>Where MUXes and agents follow the table feed: <c>ADDRESS:PORT</c> of the management network.</summary>
    /// <remarks>No encryption yet: whoever reaches it can read the hash keys. Bind it where the fleet is.</remarks>
    public string Listen { get; set; } = "127.0.0.1:7400";

    /// <summary>Where operators ask: <c>unix:/PATH</c> (the default) or <c>ADDRESS:PORT</c>.</summary>
    public string OperatorListen { get; set; } = "unix:/run/beamer/controller.sock";

    /// <summary>The SQLite file; its log and its write mark lie beside it. Mode 0600: it holds the hash keys.</summary>
    public string StatePath { get; set; } = "/var/lib/beamer/controller.db";

    /// <summary>
    /// Seconds in which a server that comes into a pool that others serve gets its whole weight, in five steps:
    /// 0..3,600; 0: at once.
    /// </summary>
    public double SlowStartSeconds { get; set; } = 5;

    /// <summary>Where <c>/metrics</c> and <c>/healthz</c> are served.</summary>
    public string MetricsListen { get; set; } = "127.0.0.1:9100";

    /// <summary>Writes a section of the options file into options; fields that it lacks keep their defaults.</summary>
    internal static void Bind(IConfiguration section, ControllerOptions options) => section.Bind(options);
}
