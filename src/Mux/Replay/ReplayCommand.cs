using System.CommandLine;
using System.IO.Pipelines;
using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Rpc;

namespace Beamer.Mux.Replay;

/// <summary><c>beamer-mux replay --table table.json in.pcap out.pcap</c>.</summary>
internal static class ReplayCommand
{
    private const string StandardStream = "-";

    public static Command Create()
    {
        var table = new Option<string>("--table") { Description = "The table file (JSON).", Required = true };
        var mux = new Option<string?>("--mux") { Description = "The MUX of the table to be; default: the first." };
        var fabricMtu = new Option<int>("--fabric-mtu")
        {
            Description = "Bytes of the longest IPv4 packet that the fabric carries, 576..65535.",
            DefaultValueFactory = _ => ForwardingSettings.FabricMtuBytesDefault,
        };
        var input = new Argument<string>("in") { Description = "A pcap or pcapng file; - is standard input." };
        var output = new Argument<string>("out")
        {
            Description = "Becomes a pcap of what is forwarded; - is standard output, and lines go to standard error.",
        };
        var command = new Command(
            "replay", "Sends a capture through the forwarder without any network; prints a JSON line per packet.")
        {
            table, mux, fabricMtu, input, output,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new Request(
                parsed.GetRequiredValue(table),
                parsed.GetValue(mux),
                parsed.GetValue(fabricMtu),
                parsed.GetRequiredValue(input),
                parsed.GetRequiredValue(output)),
            cancellation));
        return command;
    }

    /// <returns>The exit status: 0, or 1 when something was wrong.</returns>
    private static async Task<int> RunAsync(Request request, CancellationToken cancellation)
    {
        try
        {
            if (!TryReadTable(request, out ForwardingTable? table, out IReadOnlyList<string> reasons))
            {
                foreach (string reason in reasons) await Console.Error.WriteLineAsync($"beamer-mux replay: {reason}");
                return 1;
            }

            await ReplayAsync(request, table!, cancellation);
            return 0;
        }
        catch (CaptureException e)
        {
            await Console.Error.WriteLineAsync($"beamer-mux replay: {request.Input}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"beamer-mux replay: {e.Message}");
        }

        return 1;
    }

    private static async Task ReplayAsync(Request request, ForwardingTable table, CancellationToken cancellation)
    {
        bool toStandardOutput = request.Output == StandardStream;
        await using Stream input = request.Input == StandardStream
            ? Console.OpenStandardInput()
            : File.OpenRead(request.Input);
        await using Stream output = toStandardOutput ? Console.OpenStandardOutput() : File.Create(request.Output);
        await using Stream lines = toStandardOutput ? Console.OpenStandardError() : Console.OpenStandardOutput();
        await new CaptureReplay(table).RunAsync(
            PipeReader.Create(input), PipeWriter.Create(output), PipeWriter.Create(lines), cancellation);
    }

    private static bool TryReadTable(Request request, out ForwardingTable? table, out IReadOnlyList<string> reasons)
    {
        table = null;
        bool good = TableFile.TryRead(File.ReadAllText(request.Table), out FleetTable fleet, out List<string> wrong);
        reasons = [.. wrong.Select(reason => $"{request.Table}: {reason}")];
        if (!good) return false;
        if (request.FabricMtuBytes is < 576 or > 65_535)
        {
            reasons = [$"--fabric-mtu is {request.FabricMtuBytes}; it is 576..65535."];
            return false;
        }

        MuxEntry? self = request.Mux is null
            ? fleet.Configuration.Muxes.FirstOrDefault()
            : fleet.Configuration.FindMux(request.Mux);
        if (self is null && request.Mux is not null)
        {
            reasons = [$"--mux: {request.Table} has no MUX '{request.Mux}'."];
            return false;
        }

        IPv4Address address = self?.Address ?? IPv4Address.None;
        table = ForwardingTable.Compile(fleet, new ForwardingSettings(address, 0, request.FabricMtuBytes));
        return true;
    }

    private sealed record Request(string Table, string? Mux, int FabricMtuBytes, string Input, string Output);
}
