using Beamer.Backend.Ingress;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Link;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Ingress;

public sealed class RehearsalTests
{
    [Fact]
    public void A_probe_a_syn_and_an_unknown_segment_go_the_whole_way_to_their_decisions()
    {
        AgentBench bench = new(Fleets.Server(2));

        IReadOnlyList<IngressResult> results = Rehearsal.Run(bench.View, AskNobody, bench.Time);

        Assert.Equal(
            [IngressOutcome.Answer, IngressOutcome.Deliver, IngressOutcome.Forward],
            results.Select(result => result.Outcome));
        Assert.Equal(AgentAction.DeliverNew, results[1].Action);
        Assert.Equal(AgentAction.ForwardToPrevious, results[2].Action);
    }

    [Fact]
    public void An_agent_that_knows_no_fleet_rehearses_nothing() =>
        Assert.Empty(Rehearsal.Run(AgentView.Empty(Fleets.Server(1)), AskNobody, TimeProvider.System));

    private static TcpSocketState AskNobody(in Flow flow) => TcpSocketState.None;
}
