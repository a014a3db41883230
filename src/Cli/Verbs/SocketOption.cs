using System.CommandLine;

namespace Beamer.Cli.Verbs;

/// <summary><c>--socket PATH</c>: a daemon of this host.</summary>
internal static class SocketOption
{
    public static Option<string> Create(string otherwise) => new("--socket")
    {
        Description = "The Unix socket that the daemon's option ControlSocket names.",
        HelpName = "PATH",
        Recursive = true,
        DefaultValueFactory = _ => otherwise,
    };
}
