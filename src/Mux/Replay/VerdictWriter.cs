using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;

namespace Beamer.Mux.Replay;

/// <summary>Writes one JSON line per packet: what became of it, and by which row.</summary>
/// <remarks>
/// <code>
/// {"packet":1,"verdict":"forward","reason":null,"service":"192.0.2.10:80/tcp","bucket":3,
///  "row":{"generation":7,"current":"10.0.0.1","previous":["10.0.0.2"]},"server":"10.0.0.1","serverName":"s1"}
/// </code>
/// Every field is in every line; null where the packet did not come so far.
/// </remarks>
internal sealed class VerdictWriter : IDisposable
{
    private readonly PipeWriter _output;
    private readonly Utf8JsonWriter _json;
    private readonly ForwardingTable _table;
    private readonly string[] _services;
    private readonly Dictionary<IPv4Address, string> _names;

    /// <param name="output">Where to; the caller flushes it.</param>
    /// <param name="table">The table that decides.</param>
    public VerdictWriter(PipeWriter output, ForwardingTable table)
    {
        _output = output;
        _json = new Utf8JsonWriter(output);
        _table = table;
        _services = [.. table.Services.Select(service => service.Key.ToString())];
        _names = table.Fleet.Configuration.Servers.ToDictionary(server => server.Address, server => server.Name);
    }

    /// <summary>Writes one line.</summary>
    /// <param name="number">Counted from 1.</param>
    /// <param name="result">What became of the packet.</param>
    public void Write(long number, in ForwardingResult result)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("packet", number);
        _json.WriteString("verdict", result.Verdict switch
        {
            MuxVerdict.Forward => "forward",
            MuxVerdict.Drop => "drop",
            _ => "pass",
        });
        _json.WriteString("reason", result.Reason == DropReason.None ? null : result.Reason.ToString());
        _json.WriteString("service", result.Service < 0 ? null : _services[result.Service]);
        WriteRow(result);
        _json.WriteString("server", result.Server.IsNone ? null : result.Server.ToString());
        _json.WriteString("serverName", _names.GetValueOrDefault(result.Server));
        _json.WriteEndObject();
        _json.Flush();
        _output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private void WriteRow(in ForwardingResult result)
    {
        if (result.Bucket < 0)
        {
            _json.WriteNull("bucket");
            _json.WriteNull("row");
            return;
        }

        _json.WriteNumber("bucket", result.Bucket);
        Row row = _table.Fleet.Pools[_table.Services[result.Service].Pool][result.Bucket];
        _json.WriteStartObject("row");
        _json.WriteNumber("generation", row.Generation.Value);
        _json.WriteString("current", row.Current.IsNone ? null : row.Current.ToString());
        _json.WriteStartArray("previous");
        foreach (IPv4Address previous in row.Previous) _json.WriteStringValue(previous.ToString());
        _json.WriteEndArray();
        _json.WriteEndObject();
    }
}
