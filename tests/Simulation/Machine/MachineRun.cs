using System.Collections.Immutable;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>A fleet and what happens to it: all that a run depends on.</summary>
internal sealed record MachineRun(int Seed, MachineSize Size, ImmutableArray<Operation> Operations)
{
    internal const int OperationsDefault = 60;

    private static readonly (OperationKind Kind, int Weight)[] s_weights =
    [
        (OperationKind.OpenFlow, 50),
        (OperationKind.SynRetransmit, 30),
        (OperationKind.Connect, 40),
        (OperationKind.SendData, 80),
        (OperationKind.Exchange, 60),
        (OperationKind.SendFin, 20),
        (OperationKind.HalfClose, 10),
        (OperationKind.Icmp, 10),
        (OperationKind.UdpSend, 10),
        (OperationKind.ServerClose, 15),
        (OperationKind.Abandon, 15),
        (OperationKind.Deliver, 130),
        (OperationKind.DeliverWhole, 70),
        (OperationKind.Duplicate, 20),
        (OperationKind.Drop, 20),
        (OperationKind.Postpone, 10),
        (OperationKind.AcceptReply, 80),
        (OperationKind.LoseReply, 10),
        (OperationKind.PlanMove, 60),
        (OperationKind.PlanWeights, 15),
        (OperationKind.Drain, 15),
        (OperationKind.ForceSettle, 3),
        (OperationKind.Freeze, 3),
        (OperationKind.Read, 80),
        (OperationKind.Hear, 40),
        (OperationKind.Hold, 20),
        (OperationKind.Release, 10),
        (OperationKind.Cut, 18),
        (OperationKind.Reconnect, 15),
        (OperationKind.Restart, 15),
        (OperationKind.DamageMessage, 8),
        (OperationKind.Crash, 10),
        (OperationKind.Reboot, 15),
        (OperationKind.SynFlood, 8),
        (OperationKind.SkewClock, 3),
        (OperationKind.EvictCache, 10),
        (OperationKind.CutProbes, 8),
        (OperationKind.MendProbes, 8),
        (OperationKind.LeaderCrash, 8),
        (OperationKind.LeaderPartition, 8),
        (OperationKind.Flush, 40),
        (OperationKind.Tick, 80),
    ];

    // Each of these sets a fleet back so far that what a missing rule would break seldom comes to pass.
    private static readonly (OperationKind Kind, int Weight)[] s_weightsWithoutSetbacks =
    [
        .. s_weights.Where(entry => entry.Kind
            is not (OperationKind.ForceSettle or OperationKind.EvictCache or OperationKind.LeaderPartition)),
    ];

    /// <summary>Ticks of 100 ms that pass at once: from one step of R3 to the end of a lease.</summary>
    private static readonly int[] s_ticks = [1, 1, 2, 3, 5, 10, 10, 20, 20, 60];

    private static readonly int[] s_weightsOfServers = [1, 50, 100, 100, 200, 400];

    /// <summary>The run of a seed.</summary>
    internal static MachineRun From(int seed, int operations = OperationsDefault) =>
        From(seed, operations, s_weights);

    /// <summary>Without forced settling, partitioned leaders and forgotten caches: rules show sooner.</summary>
    internal static MachineRun WithoutSetbacks(int seed) => From(seed, OperationsDefault, s_weightsWithoutSetbacks);

    private static MachineRun From(int seed, int operations, (OperationKind Kind, int Weight)[] weights)
    {
        Random random = new(seed);
        MachineSize size = new(
            Servers: random.Next(4) == 0 ? random.Next(4, 6) : 3,
            Muxes: random.Next(3) == 0 ? random.Next(3, 5) : 2,
            Buckets: random.Next(1, 5),
            PreviousMax: random.Next(10) == 0 ? 0 : random.Next(1, 3),
            Tuples: random.Next(1, 7));
        return new MachineRun(
            seed, size, [.. Enumerable.Range(0, operations).Select(_ => Draw(random, size, weights))]);
    }

    public override string ToString() => $"seed {Seed}: {Size}; {string.Join("; ", Operations)}";

    private static Operation Draw(Random random, MachineSize size, (OperationKind Kind, int Weight)[] weights)
    {
        int choice = random.Next(weights.Sum(entry => entry.Weight));
        int index = 0;
        while ((choice -= weights[index].Weight) >= 0) index++;
        Operation bare = new(weights[index].Kind, 0, 0);
        bool isOfMux = random.Next(3) == 0;
        int machine = isOfMux ? -random.Next(1, size.Muxes + 1) : random.Next(1, size.Servers + 1);
        return bare with
        {
            Subject = bare switch
            {
                { IsOfTuple: true } => random.Next(size.Tuples),
                { IsOfMachine: true } => machine,
                { Kind: >= OperationKind.Deliver and <= OperationKind.LoseReply } => random.Next(12),
                _ => random.Next(1, size.Servers + 1),
            },
            Detail = bare.Kind switch
            {
                OperationKind.PlanMove => s_weightsOfServers[random.Next(s_weightsOfServers.Length)],
                OperationKind.Tick => s_ticks[random.Next(s_ticks.Length)],
                OperationKind.PlanWeights or OperationKind.SkewClock => random.Next(1000),
                OperationKind.CutProbes or OperationKind.MendProbes => random.Next(1, size.Muxes + 1),
                _ when bare.TakesMux => random.Next(1, size.Muxes + 1),
                _ => random.Next(2),
            },
        };
    }
}
