using System.Collections.Immutable;
using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Tests.Simulation.Balancers.Ours;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Large;

/// <summary>
/// An agent without packets and without sockets: it holds the table that all others hold too, and answers the
/// controller as the real one does.
/// </summary>
internal sealed class SharedAgent(int number, DeltaMemo memo, Func<TimeSpan> clock) : IFeedHandler
{
    internal FleetTable Table { get; private set; } = FleetTable.Empty;

    /// <summary>Sends a report to the controller.</summary>
    internal Action<V1.FollowerMessage>? Send { get; set; }

    public V1.Hello CreateHello() => new()
    {
        Role = V1.Role.Agent,
        Name = FleetNames.NameOf(number),
        Address = FleetNames.AddressOf(number).Value,
        Incarnation = 1,
        Term = Table.Term,
        Generation = Table.Generation.Value,
        Digest = Table.Digest.Value,
        Version = "simulation",
    };

    public IReadOnlyList<string> AcceptSnapshot(FleetTable table)
    {
        if (table.Term < Table.Term || table.Generation < Table.Generation) return ["the snapshot is an old one."];
        Table = table;
        return [];
    }

    public IReadOnlyList<string> AcceptDelta(FleetDelta delta)
    {
        if (delta.To == Table.Generation && delta.Digest == Table.Digest)
        {
            Table = Table.InTerm(delta.Term);
            return [];
        }

        if (!memo.TryApply(Table, delta, out FleetTable next, out List<string> reasons)) return reasons;
        Table = next;
        return [];
    }

    public IReadOnlyList<string> AcceptPrepare(
        Generation generation, V1.Stage stage, FleetConfiguration? configuration, ImmutableArray<RowSet> rows) =>
        generation > Table.Generation ? [] : [$"generation {generation} is in force already."];

    public IReadOnlyList<string> AcceptAdmission(ulong incarnation, Generation generation) =>
        generation <= Table.Generation ? [] : [$"generation {generation} has not been committed here."];

    public void AcceptLease(TimeSpan duration, ulong statusSentAt) => Connected();

    public V1.SocketCounts CountSockets(ulong token) => new() { Token = token, SecondsSinceCookie = uint.MaxValue };

    public void Connected() => Send?.Invoke(new V1.FollowerMessage
    {
        Status = new V1.AgentStatus { Synced = true, Listening = true, SentAt = (ulong)clock().Ticks },
    });

    public void Disconnected(string reason, bool superseded)
    {
    }
}
