using System.CommandLine;

namespace Beamer.Cli.Verbs;

/// <summary><c>--force</c>: each verb says which guard it lifts.</summary>
internal static class ForceOption
{
    public static Option<bool> Create(string evenIf) => new("--force") { Description = evenIf };
}
