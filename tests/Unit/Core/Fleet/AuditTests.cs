using Beamer.Core.Fleet;
using Beamer.Tests.Simulation;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

public sealed class AuditTests
{
    private static readonly ChangeOptions s_operator = new("alice");

    // P62
    [Fact]
    public void Every_accepted_verb_leaves_one_line_with_its_actor_and_a_refused_one_none()
    {
        SimulatedFleet fleet = SimulatedFleet.Running(servers: 4);
        Assert.Equal(["alice: drain s1"], Lines(engine => engine.Drain("s1", s_operator, fleet.Now)));
        Assert.Empty(Lines(engine => engine.Drain("s9", s_operator, fleet.Now)));
        Assert.Equal(["alice: freeze"], Lines(engine => engine.Freeze(s_operator, fleet.Now)));
        Assert.Equal(
            ["alice: set the weight of s2 to 7"], Lines(engine => engine.SetWeight("s2", 7, s_operator, fleet.Now)));
        Assert.Equal(["alice: thaw"], Lines(engine => engine.Thaw(s_operator, fleet.Now)));
        Assert.Equal(
            ["alice: add server s5"],
            Lines(engine => engine.AddServer(SimulatedFleet.Server(5), s_operator, fleet.Now)));
        Assert.Equal(["alice: remove s1"], Lines(engine => engine.Remove("s1", s_operator, fleet.Now)));

        string[] Lines(Func<FleetEngine, ChangeResult> verb)
        {
            fleet.Effects.Clear();
            verb(fleet.Engine);
            fleet.Run(TimeSpan.FromSeconds(10));
            IEnumerable<(string Actor, string Text)> lines = fleet.Effects.Select(effect => effect switch
            {
                FleetEffect.StorePublication publication => (publication.Actor, publication.Description),
                FleetEffect.StoreEvent happening => (happening.Actor, happening.Description),
                _ => ("", ""),
            });
            return [.. lines.Where(line => line.Actor == s_operator.Actor)
                .Select(line => $"{line.Actor}: {line.Text.Split([':', '.'])[0]}")];
        }
    }
}
