using System.Runtime.CompilerServices;
using Beamer.Controller.Followers;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Tests.Simulation.Balancers.Ours;
using Google.Protobuf;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Large;

/// <summary>What one box of each kind holds on to: measured on boxes that are built for it, from bytes.</summary>
/// <param name="Mux">Bytes of a MUX's table, compiled.</param>
/// <param name="MuxChange">Bytes that it allocates for one publication that moves a server's share.</param>
/// <param name="Agent">Bytes of an agent's view.</param>
/// <param name="AgentChange">The same for an agent.</param>
/// <param name="Controller">Bytes of the engine with all that it knows of all machines.</param>
internal sealed record BoxMemory(long Mux, long MuxChange, long Agent, long AgentChange, long Controller)
{
    private const ulong Term = 1000;

    /// <summary>Measures, and leaves of the fleet nothing but the engine.</summary>
    internal static BoxMemory Measure(LargeFleet fleet)
    {
        (byte[][] snapshot, byte[][] change) = Encode(fleet);
        (long mux, long muxChange) = Box(
            () => new MuxProcess(FleetNames.Mux(0), new DeltaMemo()), snapshot, change);
        (long agent, long agentChange) = Box(
            () => new AgentProcess(0, () => TimeSpan.Zero, _ => default), snapshot, change);
        return new BoxMemory(mux, muxChange, agent, agentChange, fleet.MeasureEngine());
    }

    /// <summary>In a method of its own, so that nothing holds on to the table afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (byte[][] Snapshot, byte[][] Change) Encode(LargeFleet fleet)
    {
        FleetTable table = fleet.Engine.Committed.InTerm(Term);
        return (Encode(new FeedCommand.Snapshot(table)), Encode(new FeedCommand.Commit(Touch(table))));
    }

    private static (long Live, long Change) Box(Func<IFeedHandler> create, byte[][] snapshot, byte[][] change)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        IFeedHandler box = create();
        FeedConversation conversation = new(box);
        Feed(conversation, snapshot);
        if (box is AgentProcess { Incarnation: var incarnation } agent)
        {
            box.AcceptAdmission(incarnation, agent.View.Committed.Generation);
        }

        long live = GC.GetTotalMemory(forceFullCollection: true) - before;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        Feed(conversation, change);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        GC.KeepAlive(box);
        return (live, allocated);
    }

    private static void Feed(FeedConversation conversation, byte[][] messages)
    {
        foreach (byte[] message in messages)
        {
            V1.FollowerMessage? answer = conversation.Answer(V1.FeedMessage.Parser.ParseFrom(message));
            if (answer?.Refusal is { } refusal) throw new ViolationException(string.Join(' ', refusal.Reasons));
        }
    }

    private static byte[][] Encode(FeedCommand command) =>
        [.. new FeedMessages().ToMessages(command, Term).Select(message => message.ToByteArray())];

    /// <summary>As many rows as one server owns are published anew.</summary>
    private static FleetDelta Touch(FleetTable table)
    {
        BucketTable rows = table.Pools[FleetNames.Pool];
        int count = rows.Pool.BucketCount / table.Configuration.Servers.Length;
        IEnumerable<KeyValuePair<int, Row>> changed = Enumerable.Range(0, count).Select(bucket => KeyValuePair.Create(
            bucket, new Row(table.Generation.Next(), rows[bucket].Current, rows[bucket].Previous)));
        return table.NextDelta(Term, null, [RowSet.From(rows.Pool, [.. changed])]);
    }
}
