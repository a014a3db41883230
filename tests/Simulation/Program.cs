using System.CommandLine;
using System.CommandLine.Invocation;
using Beamer.Tests.Simulation.Scenarios;

namespace Beamer.Tests.Simulation;

/// <summary>sim.sh: the whole fleet in one thread and in virtual time.</summary>
internal static class Program
{
    private const int Kept = 0;
    private const int Broken = 1;
    private const int Usage = 2;

    private static readonly Option<int> s_seed = new("--seed")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> s_seeds = new("--seeds")
    {
        Description = "How many seeds, from the first one on.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> s_csv = new("--csv")
    {
        Description = "Writes the time series of the first seed to this file.",
    };

    private static readonly Option<string?> s_plot = new("--plot")
    {
        Description = "Writes a plot of it to this file (SVG).",
    };

    private static readonly Option<int?> s_flow = new("--flow")
    {
        Description = "Tells the story of this connection of the first seed, and nothing else.",
    };

    private static readonly Option<int> s_jobs = new("--jobs")
    {
        Description = "How many seeds to play at a time; the result is the same.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> s_share = new("--share")
    {
        Description = "large: a fleet that is so many times smaller.",
        DefaultValueFactory = _ => 1,
    };

    private static int Main(string[] arguments)
    {
        ParseResult parsed = Root().Parse(arguments);
        if (parsed.Action is not ParseErrorAction) return parsed.Invoke();
        foreach (string error in parsed.Errors.Select(error => error.Message)) Console.Error.WriteLine(error);
        Console.Error.WriteLine("'./sim.sh --help' shows how.");
        return Usage;
    }

    private static RootCommand Root()
    {
        RootCommand root = new(
            "Runs the production code of controller, MUXes and agents as one fleet in virtual time, from a seed. "
            + "Exit status: 0 no connection was broken; 1 one was, with its story; 2 wrong usage.");
        foreach (IScenario scenario in ScenarioList.All)
        {
            Command command = new(scenario.Name, scenario.Summary)
            {
                s_seed, s_seeds, s_csv, s_plot, s_flow, s_jobs, s_share,
            };
            command.SetAction(parsed => scenario.Run(Read(parsed), Console.Out) ? Kept : Broken);
            root.Add(command);
        }

        return root;
    }

    private static RunOptions Read(ParseResult parsed) => new(
        parsed.GetValue(s_seed),
        parsed.GetValue(s_seeds),
        parsed.GetValue(s_csv),
        parsed.GetValue(s_plot),
        parsed.GetValue(s_flow),
        parsed.GetValue(s_jobs),
        parsed.GetValue(s_share));
}
