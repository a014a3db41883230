using System.CommandLine;
using Beamer.Cli.FleetFiles;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>-f fleet.yaml</c> with its guards, and how they become a request.</summary>
internal sealed class FleetFileOptions
{
    public Option<FileInfo> File { get; } = new("--file", "-f")
    {
        Description = "The fleet, in YAML: pools, services, servers, muxes. deploy/fleet.yaml is a sample.",
        HelpName = "FILE",
        Required = true,
    };

    public Option<bool> Force { get; } = ForceOption.Create("Even if more than half of all buckets move.");

    public Option<bool> AllowEmpty { get; } = new("--allow-empty")
    {
        Description = "Even if a pool ends without servers.",
    };

    /// <summary>Gives the request to <paramref name="use"/>, or says what is wrong with the file.</summary>
    public Task<int> UseAsync(ParseResult parsed, Terminal terminal, Func<ApplyRequest, Task<int>> use)
    {
        FileInfo file = parsed.GetValue(File)!;
        return InputFile.UseAsync("--file", file, terminal, text =>
        {
            FleetSpec fleet = FleetFile.Read(text, out IReadOnlyList<FileProblem> problems);
            if (problems.Count > 0)
            {
                IEnumerable<string> reasons = problems.Select(problem => $"{file}:{problem.Line}: {problem.Sentence}");
                return Task.FromResult(terminal.Refuse(reasons));
            }

            return use(new ApplyRequest
            {
                Fleet = fleet,
                Force = parsed.GetValue(Force),
                AllowEmpty = parsed.GetValue(AllowEmpty),
            });
        });
    }
}
