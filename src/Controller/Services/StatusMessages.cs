using Beamer.Core.Fleet;
using Beamer.Rpc.V1;

namespace Beamer.Controller.Services;

/// <summary>The fleet's status and a flow's way, as messages.</summary>
internal static class StatusMessages
{
    internal static StatusReply ToMessage(FleetStatus status)
    {
        StatusReply reply = new()
        {
            Term = status.Term,
            Generation = status.Generation.Value,
            Digest = status.Digest.ToString(),
            Converged = status.IsConverged,
            Frozen = status.IsFrozen,
        };
        if (status.Publication is { } publication) reply.Publication = ToMessage(publication);
        reply.Pools.AddRange(status.Pools.Select(ToMessage));
        reply.Servers.AddRange(status.Servers.Select(ToMessage));
        reply.Muxes.AddRange(status.Muxes.Select(ToMessage));
        reply.Alarms.AddRange(status.Alarms);
        return reply;
    }

    internal static ExplainReply ToMessage(FlowExplanation explanation)
    {
        ExplainReply reply = new()
        {
            Hash = explanation.Hash.Value,
            Pool = explanation.Pool,
            Bucket = (uint)explanation.Bucket,
            Generation = explanation.Row.Generation.Value,
            SourcePort = explanation.Hash.SourcePort,
        };
        reply.Hops.AddRange(explanation.Hops.Select(hop => new ExplainReply.Types.Hop
        {
            Server = hop.Server,
            Address = hop.Address.ToString(),
            Role = hop.Role,
            State = hop.State,
            Action = hop.Action,
        }));
        return reply;
    }

    private static StatusReply.Types.Publication ToMessage(PublicationStatus publication)
    {
        StatusReply.Types.Publication message = new()
        {
            Generation = publication.Generation.Value,
            Stage = publication.Stage switch
            {
                PublicationStage.PrepareNew => "prepare-new",
                PublicationStage.PrepareOld => "prepare-old",
                _ => "commit",
            },
        };
        message.WaitingFor.AddRange(publication.WaitingFor);
        return message;
    }

    private static StatusReply.Types.Pool ToMessage(PoolStatus pool) => new()
    {
        Name = pool.Name,
        Buckets = (uint)pool.Buckets,
        Unsettled = (uint)pool.Unsettled,
        Queued = (uint)pool.Queued,
        OldestUnsettledSeconds = pool.OldestUnsettled.TotalSeconds,
    };

    private static StatusReply.Types.Server ToMessage(ServerStatus server)
    {
        StatusReply.Types.Server message = new()
        {
            Name = server.Name,
            Address = server.Address.ToString(),
            Pool = server.Pool,
            State = ServerLifecycle.Name(server.State),
            Weight = server.Weight,
            Owned = (uint)server.Owned,
            Previous = (uint)server.Previous,
            UnsettledConnections = server.UnsettledConnections,
            OldestUnsettledSeconds = server.OldestUnsettled.TotalSeconds,
            Connected = server.IsConnected,
            Generation = server.Generation.Value,
            Lease = server.HasLease,
            Admitted = server.IsAdmitted,
            StartPercent = server.StartPercent,
        };
        message.Problems.AddRange(server.Problems);
        return message;
    }

    private static StatusReply.Types.Mux ToMessage(MuxStatus mux) => new()
    {
        Name = mux.Name,
        Address = mux.Address.ToString(),
        Connected = mux.IsConnected,
        Generation = mux.Generation.Value,
        Lag = mux.Lag,
        SecondsSinceWord = mux.SinceWord.TotalSeconds,
    };
}
