using System.CommandLine;
using Beamer.Cli.FleetFiles;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>-f fleet.yaml</c>, and how it becomes a fleet.</summary>
internal static class FleetFileOption
{
    public static Option<FileInfo> Create() => new("--file", "-f")
    {
        Description = "The fleet, in YAML: pools, services, servers, muxes. deploy/fleet.yaml is a sample.",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Gives the fleet that a file declares to <paramref name="use"/>, or says what is wrong.</summary>
    public static Task<int> UseAsync(FileInfo file, Terminal terminal, Func<FleetSpec, Task<int>> use) =>
        InputFile.UseAsync("--file", file, terminal, text =>
        {
            FleetSpec fleet = FleetFile.Read(text, out IReadOnlyList<FileProblem> problems);
            return problems.Count == 0
                ? use(fleet)
                : Task.FromResult(terminal.Refuse(
                    problems.Select(problem => $"{file}:{problem.Line}: {problem.Sentence}")));
        });
}
