using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Experiments;
using Beamer.Lab.Load;
using Beamer.Lab.Measuring;
using Beamer.Lab.Meddling;
using Beamer.Lab.Network;
using Beamer.Lab.Scoring;

namespace Beamer.Lab;

/// <summary>The command line.</summary>
internal static class Verbs
{
    private const string Portable = "portable", Xdp = "xdp", XdpMuxes = "xdp-muxes", XdpAgents = "xdp-agents";

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
            Http(),
            Verb("up", "Builds everything and leaves it running.", LabRun.UpAsync),
            Demo(),
            Verb("down", "Removes everything that any run left.", token => Task.Run(LabRun.Down, token)),
            Shell(),
            Echo(),
            Meddle(),
        };

    private static Command Run()
    {
        Argument<string[]> experiments = new("experiment")
        {
            Description = "Experiments such as X03, or 'all'; none = the scenario.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<FileInfo?> report = new("--report") { Description = "Write every figure there, as JSON." };
        Option<bool> shortened = new("--short") { Description = "Smaller and faster: the scenario in 60 seconds." };
        Option<DirectoryInfo?> logs = new("--logs") { Description = "Keep the daemons' logs there." };
        Option<string> output = new("--output")
        {
            Description = "How the MUXes send.",
            DefaultValueFactory = _ => new FleetShape().Output,
        };
        output.AcceptOnlyFromAmong("mac-swap", "raw");
        Option<int> workers = new("--workers")
        {
            Description = "Threads of each MUX that forward.",
            DefaultValueFactory = _ => new FleetShape().Workers,
        };
        Option<string> datapath = Datapath();
        const string description = "Builds everything, runs the scenario or experiments, removes everything.";
        Command command = new("run", description) { experiments, report, shortened, logs, output, workers, datapath };
        command.SetAction((parsed, cancellation) =>
        {
            RequireRoot();
            Keepsakes kept = new(parsed.GetValue(report)?.FullName, parsed.GetValue(logs)?.FullName);
            FleetShape fleet = Deciding(parsed.GetRequiredValue(datapath)) with
            {
                Output = parsed.GetRequiredValue(output),
                Workers = parsed.GetValue(workers),
            };
            bool isShort = parsed.GetValue(shortened);
            if (parsed.GetValue(experiments) is { Length: > 0 } names)
            {
                ExperimentRun run = new(fleet with { Application = LabApplication.Echo }, isShort, kept);
                return run.RunAsync(ExperimentCatalog.Find(names), cancellation);
            }

            TimeSpan pause = TimeSpan.FromSeconds(isShort ? 1 : 4);
            return LabRun.ScenarioAsync(Shape(parsed), fleet, pause, kept, cancellation);
        });
        return command;
    }

    private static Option<string> Datapath()
    {
        Option<string> datapath = new("--datapath")
        {
            Description = "Where MUXes and agents decide: xdp, in the kernel; or only one of the two there.",
            DefaultValueFactory = _ => Portable,
        };
        return datapath.AcceptOnlyFromAmong(Portable, Xdp, XdpMuxes, XdpAgents);
    }

    private static FleetShape Deciding(string where) => new()
    {
        MuxesInKernel = where is Xdp or XdpMuxes,
        AgentsInKernel = where is Xdp or XdpAgents,
    };

    /// <summary>Measures; needs wrk.</summary>
    private static Command Http()
    {
        Option<FileInfo?> report = new("--report") { Description = "Write every round there, as JSON." };
        Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 7, Description = "Of each way, in turn." };
        Option<int> seconds = new("--seconds") { DefaultValueFactory = _ => 3, Description = "Length of a round." };
        Option<int> connections = new("--connections") { DefaultValueFactory = _ => 32 };
        Option<string> datapath = Datapath();
        const string description = "Measures short requests through the balancer and past it, with wrk.";
        Command command = new("http", description) { report, rounds, seconds, connections, datapath };
        command.SetAction((parsed, cancellation) =>
        {
            RequireRoot();
            HttpMeasurement measurement = new(
                Math.Max(1, parsed.GetValue(rounds)),
                TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(seconds))),
                Math.Max(1, parsed.GetValue(connections)));
            Keepsakes kept = new(parsed.GetValue(report)?.FullName, LogDirectory: null);
            return measurement.RunAsync(Deciding(parsed.GetRequiredValue(datapath)), kept, cancellation);
        });
        return command;
    }

    /// <summary>The application of the experiments; the lab starts it on its servers.</summary>
    private static Command Echo()
    {
        Argument<byte> number = new("server");
        Command command = new(EchoProcess.Verb, "Serves the echo on a server of the lab.") { number };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => new EchoServer(parsed.GetRequiredValue(number)).RunAsync(
            new IPEndPoint(IPAddress.Parse(AddressPlan.Vip), AddressPlan.ServicePort), cancellation));
        return command;
    }

    /// <summary>Stands between the controller and its followers; an experiment starts it.</summary>
    private static Command Meddle()
    {
        Command command = new(Meddler.Verb, "Adds bad messages to the table feed of the lab.") { Hidden = true };
        command.SetAction((_, cancellation) => Meddler.RunAsync(cancellation));
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
