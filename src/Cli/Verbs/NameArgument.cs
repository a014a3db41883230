using System.CommandLine;

namespace Beamer.Cli.Verbs;

/// <summary><c>NAME</c>: what the fleet calls a server or a MUX.</summary>
internal static class NameArgument
{
    public static Argument<string> Create(string description) => new("NAME") { Description = description };
}
