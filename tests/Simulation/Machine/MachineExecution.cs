namespace Beamer.Tests.Simulation.Machine;

/// <summary>Plays a run.</summary>
internal static class MachineExecution
{
    /// <summary>Plays it from its beginning to the quiet after it.</summary>
    /// <returns>The broken promise and what led to it, or null.</returns>
    internal static string? Play(MachineRun run, MachineRules rules)
    {
        if (TryPlay(run, rules, traces: false, out _, out string? violation)) return null;
        // Runs are repeated exactly, so only those that fail pay for being told.
        TryPlay(run, rules, traces: true, out MachineWorld? world, out violation);
        return $"{violation}\n{run.Size}, seed {run.Seed}\n{string.Join('\n', world?.Steps ?? [])}";
    }

    /// <summary>Whether a run breaks a promise.</summary>
    internal static bool Fails(MachineRun run, MachineRules rules) => !TryPlay(run, rules, false, out _, out _);

    private static bool TryPlay(
        MachineRun run, MachineRules rules, bool traces, out MachineWorld? world, out string? violation)
    {
        world = null;
        violation = null;
        try
        {
            world = new MachineWorld(run.Size, rules, traces);
            MachineOperations operations = new(world);
            MachineInvariants invariants = new(world);
            foreach (Operation operation in run.Operations)
            {
                if (operations.Do(operation)) invariants.Check();
            }

            new MachineTail(world, invariants).Run();
            return true;
        }
        catch (ViolationException broken)
        {
            violation = broken.Message;
            return false;
        }
    }
}
