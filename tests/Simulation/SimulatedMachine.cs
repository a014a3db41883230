using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>A follower: an inbox in order, a table, and answers as the real one gives them.</summary>
internal abstract class SimulatedMachine(string name, IPv4Address address)
{
    internal string Name { get; } = name;

    internal IPv4Address Address { get; } = address;

    internal FollowerId? Stream { get; set; }

    internal Queue<FeedCommand> Inbox { get; } = new();

    /// <summary>Words to the controller that are on their way; empty where they arrive at once.</summary>
    internal Queue<Action> Outbox { get; } = new();

    /// <summary>A message to it was damaged, and it has not had a whole table since.</summary>
    internal bool MayRefuse { get; set; }

    /// <summary>A frozen machine reads nothing.</summary>
    internal bool IsFrozen { get; set; }

    /// <summary>What it has committed.</summary>
    internal abstract FleetTable Table { get; }

    internal abstract FollowerHello Hello { get; }

    internal abstract void Handle(FeedCommand command, SimulatedFleet fleet);

    internal abstract void Live(SimulatedFleet fleet);

    protected FollowerHello Say(FollowerRole role, ulong incarnation) =>
        new(role, Name, Address, incarnation, Table.Term, Table.Generation, Table.Digest, "test");
}
