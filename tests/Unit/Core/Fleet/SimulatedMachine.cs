using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Xunit;

namespace Beamer.Tests.Unit.Core.Fleet;

/// <summary>A follower: an inbox in order, a table, and answers as the real one gives them.</summary>
internal abstract class SimulatedMachine(string name, IPv4Address address)
{
    internal string Name { get; } = name;

    internal IPv4Address Address { get; } = address;

    internal FollowerId? Stream { get; set; }

    internal Queue<FeedCommand> Inbox { get; } = new();

    /// <summary>A frozen machine reads nothing.</summary>
    internal bool IsFrozen { get; set; }

    internal FleetTable Table { get; set; } = FleetTable.Empty;

    internal abstract FollowerHello Hello { get; }

    internal abstract void Handle(FeedCommand command, SimulatedFleet fleet);

    internal abstract void Live(SimulatedFleet fleet);

    protected void Apply(FleetDelta delta)
    {
        bool fits = Table.TryApply(delta, out FleetTable next, out List<string> reasons);
        Assert.True(fits, Name + ": " + string.Join(' ', reasons));
        Table = next;
    }

    protected FollowerHello Say(FollowerRole role, ulong incarnation) =>
        new(role, Name, Address, incarnation, Table.Term, Table.Generation, Table.Digest, "test");
}
