using Beamer.Backend.Feed;
using Beamer.Core.Chaining;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Backend.Control;

/// <summary>What the agent answers on its Unix socket.</summary>
internal sealed class AgentControlService(
    BackendOptions options,
    AgentState state,
    FeedFollower feed,
    HostReport report,
    BackendMetrics metrics,
    DataPlane dataPlane,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : V1.AgentControl.AgentControlBase
{
    public override Task<V1.AgentInspection> Inspect(V1.InspectRequest request, ServerCallContext context)
    {
        AgentView view = state.View;
        V1.AgentInspection reply = new()
        {
            Name = options.Name,
            Term = view.Committed.Term,
            Generation = view.Committed.Generation.Value,
            Digest = view.Committed.Digest.ToString(),
            Connected = feed.IsConnected,
            Admitted = view.IsAdmitted,
            Lease = state.IsLeaseValid(time.GetTimestamp()),
            Synced = view.IsSynced,
        };
        reply.Problems.AddRange(report.Problems);
        reply.Counters.AddRange(metrics.Read().Select(counter => new V1.Counter
        {
            Name = counter.Name,
            Value = (ulong)counter.Value,
        }));
        return Task.FromResult(reply);
    }

    public override async Task<V1.YieldReply> Yield(V1.YieldRequest request, ServerCallContext context)
    {
        await dataPlane.YieldAsync();
        lifetime.StopApplication();
        return new V1.YieldReply { ProcessId = (uint)Environment.ProcessId };
    }
}
