using System.Globalization;
using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Beamer.Mux.Announcing;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Tables;
using Beamer.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Mux;

/// <summary>What a MUX answers on its own Unix socket.</summary>
internal sealed class MuxControlService(
    MuxOptions options,
    IDataPlane plane,
    TableKeeper keeper,
    TableFollower follower,
    MuxMetrics metrics,
    RouteAnnouncer announcer,
    Readiness readiness,
    ILogger<MuxControlService> logger) : V1.MuxControl.MuxControlBase
{
    public override Task<V1.MuxInspection> Inspect(V1.InspectRequest request, ServerCallContext context)
    {
        FleetTable table = keeper.Table;
        V1.MuxInspection inspection = new()
        {
            Name = options.Name,
            Term = table.Term,
            Generation = table.Generation.Value,
            Digest = table.Digest.ToString(),
            Connected = follower.IsConnected,
            Ready = readiness.IsReady,
            Announced = (uint)announcer.Announced,
            Withdrawn = RouteAnnouncer.Sentence(announcer.Reason),
        };
        inspection.Counters.AddRange(metrics.Snapshot().Select(
            counter => new V1.Counter { Name = counter.Key, Value = (ulong)counter.Value }));
        return Task.FromResult(inspection);
    }

    public override Task<V1.LookupReply> Lookup(V1.LookupRequest request, ServerCallContext context)
    {
        Flow flow = ReadFlow(request);
        if (plane.Current is not { } table) throw Refuse(StatusCode.FailedPrecondition, "there is no table yet.");
        if (!table.TryLookup(flow, out FlowLookup lookup))
        {
            throw Refuse(StatusCode.NotFound, $"service: {request.Service} is no service of this table.");
        }

        V1.LookupReply reply = new()
        {
            Hash = lookup.Hash.Value,
            Pool = table.Fleet.Configuration.FindPool(lookup.Pool)!.Name,
            Bucket = (uint)lookup.Bucket,
            Generation = lookup.Row.Generation.Value,
            Current = lookup.Row.Current.IsNone ? "" : lookup.Row.Current.ToString(),
            SourcePort = lookup.Hash.SourcePort,
        };
        foreach (IPv4Address previous in lookup.Row.Previous) reply.Previous.Add(previous.ToString());
        return Task.FromResult(reply);
    }

    public override Task<V1.PushTableReply> PushTable(V1.PushTableRequest request, ServerCallContext context)
    {
        if (options.Controller is not null)
        {
            throw Refuse(
                StatusCode.FailedPrecondition,
                $"this MUX follows the controller at {options.Controller}; tables come from there. " +
                "Start it without \"Controller\" to push tables.");
        }

        if (!TableFile.TryRead(request.TableJson, out FleetTable pushed, out List<string> reasons))
        {
            throw Refuse(StatusCode.InvalidArgument, [.. reasons.Select(reason => "table_json: " + reason)]);
        }

        // A file has no term: it carries on in the term of the table that is in force.
        ulong term = keeper.Table.Term;
        FleetTable.TryCreate(
            term, pushed.Generation, pushed.Configuration, pushed.Pools.Values, out FleetTable table, out _);
        IReadOnlyList<string> refused = keeper.Accept(table);
        if (refused.Count > 0) throw Refuse(StatusCode.FailedPrecondition, [.. refused]);
        Log.TableInForce(logger, table.Generation.Value, table.Digest.ToString());
        return Task.FromResult(new V1.PushTableReply { Generation = table.Generation.Value });
    }

    public override Task<V1.MuxDrainReply> Drain(V1.MuxDrainRequest request, ServerCallContext context)
    {
        announcer.IsDraining = request.Draining;
        return Task.FromResult(new V1.MuxDrainReply { Announces = announcer.Announces });
    }

    private static Flow ReadFlow(V1.LookupRequest request)
    {
        List<string> reasons = [];
        int colon = request.Client.IndexOf(':', StringComparison.Ordinal);
        IPv4Address address = default;
        ushort port = 0;
        if (colon < 0
            || !IPv4Address.TryParse(request.Client[..colon], out address)
            || !ushort.TryParse(
                request.Client[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port))
        {
            reasons.Add($"client: '{request.Client}' is not ADDRESS:PORT.");
        }

        if (!ServiceKey.TryParse(request.Service, out ServiceKey service))
        {
            reasons.Add($"service: '{request.Service}' is not ADDRESS:PORT/tcp or ADDRESS:PORT/udp.");
        }

        if (reasons.Count > 0) throw Refuse(StatusCode.InvalidArgument, [.. reasons]);
        return new Flow(address, service.Vip, port, service.Port, service.Protocol);
    }

    private static RpcException Refuse(StatusCode code, params ReadOnlySpan<string> reasons) =>
        new(new Status(code, string.Join('\n', reasons)));
}
