using System.CommandLine;
using Beamer.Cli.Reports;
using Beamer.Rpc.V1;

namespace Beamer.Cli.Verbs;

/// <summary><c>mux</c>: asks a MUX on this host, with or without a controller.</summary>
internal static class MuxVerbs
{
    private static readonly Daemon Mux = new("the MUX", "beamer-mux", "--socket");

    public static Command Create(VerbRunner runner)
    {
        Option<string> socket = SocketOption.Create("/run/beamer/mux.sock");
        return new Command("mux", "Ask a MUX on this host by its own socket; no controller is needed.")
        {
            socket,
            Inspect(runner, socket),
            Lookup(runner, socket),
            PushTable(runner, socket),
            MuxDrainVerbs.Drain(runner, Mux, socket),
            MuxDrainVerbs.Undrain(runner, Mux, socket),
        };
    }

    private static Command Inspect(VerbRunner runner, Option<string> socket)
    {
        Command command = new("inspect", "Show its generation, digest, connection and counters.");
        command.SetAction(runner.OnSocket(Mux, socket, async (_, session) =>
            session.Print(await session.Mux.InspectAsync(new InspectRequest(), session.Call), InspectionReport.Write)));
        return command;
    }

    private static Command Lookup(VerbRunner runner, Option<string> socket)
    {
        FlowArguments flow = new();
        Command command = new("lookup", "Show where this MUX would send a flow.") { flow.Client, flow.Service };
        command.SetAction(runner.OnSocket(Mux, socket, async (parsed, session) =>
        {
            LookupRequest request = new()
            {
                Client = parsed.GetValue(flow.Client)!,
                Service = parsed.GetValue(flow.Service)!,
            };
            return session.Print(await session.Mux.LookupAsync(request, session.Call), FlowReport.WriteLookup);
        }));
        return command;
    }

    private static Command PushTable(VerbRunner runner, Option<string> socket)
    {
        Option<FileInfo> file = new("--file", "-f")
        {
            Description = "A table file: the same JSON that 'beamer-mux replay' takes.",
            HelpName = "FILE",
            Required = true,
        };
        Command command = new("push-table", "Give it a table directly, to run without a controller.") { file };
        command.SetAction(runner.OnSocket(Mux, socket, (parsed, session) => InputFile.UseAsync(
            "--file", parsed.GetValue(file)!, session.Terminal, text => PushAsync(session, text))));
        return command;
    }

    private static async Task<int> PushAsync(Session session, string table)
    {
        PushTableRequest request = new() { TableJson = table };
        return session.Print(await session.Mux.PushTableAsync(request, session.Call), InspectionReport.WritePushed);
    }
}
