using System.CommandLine;

namespace Beamer.Cli.Verbs;

/// <summary><c>--break-connections</c>: said by whoever knows what it costs.</summary>
internal static class BreakConnectionsOption
{
    public static Option<bool> Create() => new("--break-connections")
    {
        Description = "Yes: the connections that are left there are broken, and their clients get an RST.",
    };
}
