using System.CommandLine;
using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Load;
using Beamer.Lab.Network;
using Beamer.Lab.Scoring;

namespace Beamer.Lab;

/// <summary>The command line.</summary>
internal static class Verbs
{
    private static readonly Option<int> Downloads = new("--downloads")
    {
        Description = "Long downloads at the start; those of the crashed server do not live to the end.",
        DefaultValueFactory = _ => new LoadShape().Downloads,
        Recursive = true,
    };

    public static RootCommand Root() =>
        new("A whole Beamer fleet on this machine, in network namespaces, under real load. Needs root.")
        {
            Downloads,
            Run(),
            Verb("up", "Builds everything and leaves it running.", LabRun.UpAsync),
            Demo(),
            Verb("down", "Removes everything that any run left.", token => Task.Run(LabRun.Down, token)),
            Shell(),
        };

    private static Command Run()
    {
        Option<FileInfo?> report = new("--report") { Description = "Write every event's figures there, as JSON." };
        Option<bool> shortened = new("--short") { Description = "All events, shorter pauses: at most 60 seconds." };
        Option<DirectoryInfo?> logs = new("--logs") { Description = "Keep the daemons' logs there." };
        const string description = "Builds everything, runs the scenario, removes everything.";
        Command command = new("run", description) { report, shortened, logs };
        command.SetAction((parsed, cancellation) =>
        {
            RequireRoot();
            TimeSpan pause = TimeSpan.FromSeconds(parsed.GetValue(shortened) ? 1 : 4);
            Keepsakes kept = new(parsed.GetValue(report)?.FullName, parsed.GetValue(logs)?.FullName);
            return LabRun.ScenarioAsync(Shape(parsed), pause, kept, cancellation);
        });
        return command;
    }

    private static Command Demo()
    {
        Command command = new("demo", "Builds everything and shows the load until Ctrl-C: the events are yours.");
        command.SetAction((parsed, cancellation) =>
        {
            RequireRoot();
            return LabRun.DemoAsync(Shape(parsed), cancellation);
        });
        return command;
    }

    private static Command Shell()
    {
        Argument<string> machine = new("machine") { Description = "client, router, fabric, ctl, mux1, mux2, s1 .. s5" };
        Command command = new("shell", "Opens a shell on one of the machines.") { machine };
        command.SetAction(parsed =>
        {
            RequireRoot();
            string name = Namespaces.Of(parsed.GetRequiredValue(machine));
            if (!Namespaces.Existing().Contains(name)) throw new LabException($"There is no {name}; is the lab up?");
            string program = Environment.GetEnvironmentVariable("SHELL") ?? "sh";
            ProcessStartInfo start = new("ip", ["netns", "exec", name, program]);
            start.Environment["BEAMER_CONTROLLER"] = FleetOperator.Address;
            using Process shell = Process.Start(start)!;
            shell.WaitForExit();
            return shell.ExitCode;
        });
        return command;
    }

    private static Command Verb(string name, string description, Func<CancellationToken, Task> action)
    {
        Command command = new(name, description);
        command.SetAction((_, cancellation) =>
        {
            RequireRoot();
            return action(cancellation);
        });
        return command;
    }

    private static LoadShape Shape(ParseResult parsed) => new() { Downloads = parsed.GetValue(Downloads) };

    private static void RequireRoot()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new LabException("The lab makes network namespaces and so needs root: run it with sudo.");
        }
    }
}
