using Beamer.Tests.Model.Configurations;

namespace Beamer.Tests.Model.Reporting;

/// <summary>What somebody asked for.</summary>
internal sealed record CommandLine(IReadOnlyList<ModelConfiguration> Configurations, bool WantsTraces, bool WantsHelp)
{
    internal static readonly string Help = $"""
        ./model.sh [--deep] [--no-traces] [NAME...]

        Goes through every state of a small fleet: three servers A, B and C, two or three MUXes, one bucket, one client.
        Every order of moves, settles, messages, packets and faults is tried; what agents, MUXes and controller decide
        is decided by production's own code. Two kinds of configuration:

          S, F, Q, N2, N4, N7, N8     every rule that matters is in force: nothing may break the promise
          V, P, N1, N3, N5, N6, I8    one rule is left out: the promise must break, and the shortest way is printed

          --deep        the large configurations as well
          --no-traces   only the table
          NAME          only these, large or not: {string.Join(' ', Catalogue.All.Select(one => one.Name))}

        docs/consistency.md says what a state is, what is left out, and how the figures compare with another model.
        """;

    internal static bool TryParse(string[] arguments, out CommandLine line, out List<string> reasons)
    {
        string[] names = [.. arguments.Where(argument => !argument.StartsWith('-'))];
        string[] options = [.. arguments.Except(names)];
        IEnumerable<string> unknown = options.Except(["--deep", "--no-traces", "--help"])
            .Concat(names.Where(name => Catalogue.Find(name) is null));
        reasons = [.. unknown.Select(word => $"'{word}' is neither an option nor a configuration; see --help.")];
        IEnumerable<ModelConfiguration> chosen = names.Length > 0
            ? Catalogue.All.Where(one => names.Contains(one.Name, StringComparer.OrdinalIgnoreCase))
            : Catalogue.All.Where(one => !one.IsDeep || options.Contains("--deep"));
        line = new CommandLine([.. chosen], !options.Contains("--no-traces"), options.Contains("--help"));
        return reasons.Count == 0;
    }
}
