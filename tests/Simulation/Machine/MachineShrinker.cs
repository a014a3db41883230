using System.Collections.Immutable;

namespace Beamer.Tests.Simulation.Machine;

/// <summary>
/// Smaller runs of which one may still fail. Operations that became illegal are skipped when it is played.
/// </summary>
internal static class MachineShrinker
{
    /// <summary>Candidates, the boldest first.</summary>
    internal static IEnumerable<MachineRun> Shrink(MachineRun run) =>
    [
        .. WithoutTuples(run), .. WithoutParts(run), .. WithMergedTicks(run), .. WithSmallerFleet(run),
        .. WithSimplerOperations(run),
    ];

    /// <summary>The smallest failing run that is found by taking the first candidate that still fails.</summary>
    internal static MachineRun Smallest(MachineRun run, Func<MachineRun, bool> fails, int triesMax)
    {
        int tries = 0;
        while (true)
        {
            MachineRun? smaller = null;
            foreach (MachineRun candidate in Shrink(run))
            {
                if (++tries > triesMax) return run;
                if (!fails(candidate)) continue;
                smaller = candidate;
                break;
            }

            if (smaller is null) return run;
            run = smaller;
        }
    }

    /// <summary>1: whole flows go, with all that happens to them.</summary>
    private static IEnumerable<MachineRun> WithoutTuples(MachineRun run)
    {
        foreach (int tuple in run.Operations.Where(one => one.IsOfTuple).Select(one => one.Subject).Distinct())
        {
            yield return run with
            {
                Operations = run.Operations.RemoveAll(one => one.IsOfTuple && one.Subject == tuple),
            };
        }
    }

    /// <summary>2: operations go, from right to left, many at first.</summary>
    private static IEnumerable<MachineRun> WithoutParts(MachineRun run)
    {
        for (int size = run.Operations.Length / 2; size > 0; size /= 2)
        {
            for (int at = run.Operations.Length - size; at >= 0; at -= size)
            {
                yield return run with { Operations = run.Operations.RemoveRange(at, size) };
            }
        }
    }

    /// <summary>3: two times that pass become one.</summary>
    private static IEnumerable<MachineRun> WithMergedTicks(MachineRun run)
    {
        for (int at = 0; at + 1 < run.Operations.Length; at++)
        {
            Operation first = run.Operations[at];
            Operation second = run.Operations[at + 1];
            if (first.Kind != OperationKind.Tick || second.Kind != OperationKind.Tick) continue;
            ImmutableArray<Operation> merged = run.Operations
                .RemoveAt(at)
                .SetItem(at, first with { Detail = first.Detail + second.Detail });
            yield return run with { Operations = merged };
        }
    }

    /// <summary>5: fewer servers, MUXes and buckets; what concerned those that went is skipped.</summary>
    private static IEnumerable<MachineRun> WithSmallerFleet(MachineRun run)
    {
        MachineSize size = run.Size;
        if (size.Servers > 2) yield return run with { Size = size with { Servers = size.Servers - 1 } };
        if (size.Muxes > 1) yield return run with { Size = size with { Muxes = size.Muxes - 1 } };
        if (size.Buckets > 1) yield return run with { Size = size with { Buckets = size.Buckets - 1 } };
    }

    /// <summary>4 and 6: packets arrive in order and at once, tuples and weights are the plainest.</summary>
    private static IEnumerable<MachineRun> WithSimplerOperations(MachineRun run)
    {
        for (int at = 0; at < run.Operations.Length; at++)
        {
            Operation one = run.Operations[at];
            foreach (Operation simpler in Simpler(one))
            {
                if (simpler != one) yield return run with { Operations = run.Operations.SetItem(at, simpler) };
            }
        }
    }

    private static IEnumerable<Operation> Simpler(Operation one) => one.Kind switch
    {
        OperationKind.OpenFlow => [one with { Kind = OperationKind.Connect }, one with { Subject = 0 }],
        OperationKind.SendData => [one with { Kind = OperationKind.Exchange }, one with { Subject = 0 }],
        OperationKind.Postpone => [one with { Kind = OperationKind.Deliver }],
        OperationKind.Deliver => [one with { Kind = OperationKind.DeliverWhole }, one with { Subject = 0 }],
        OperationKind.Tick when one.Detail > 1 =>
            [one with { Detail = one.Detail / 2 }, one with { Detail = one.Detail - 1 }],
        _ when one.IsOfTuple || one.Kind is >= OperationKind.Deliver and <= OperationKind.LoseReply =>
            [one with { Subject = 0 }],
        _ => [],
    };
}
