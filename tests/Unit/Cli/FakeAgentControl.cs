using Beamer.Rpc.V1;
using Grpc.Core;

namespace Beamer.Tests.Unit.Cli;

/// <summary>An agent's own socket.</summary>
public sealed class FakeAgentControl : AgentControl.AgentControlBase
{
    public override Task<AgentInspection> Inspect(InspectRequest request, ServerCallContext context) => Task.FromResult(
        new AgentInspection { Name = "s1", Generation = 9, Admitted = true, Problems = { "rp_filter of eth0 is 1." } });
}
