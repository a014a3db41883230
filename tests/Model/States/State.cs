namespace Beamer.Tests.Model.States;

/// <summary>Everything that is true at one moment of the model. A value: two equal ones are the same state.</summary>
internal readonly record struct State
{
    /// <summary>Every row that the controller has published.</summary>
    internal RowHistory Rows { get; init; }

    /// <summary>The row that each MUX uses.</summary>
    internal Levels Muxes { get; init; }

    /// <summary>The newest row that each agent has learned at any stage.</summary>
    internal Levels Known { get; init; }

    /// <summary>
    /// The row at which each agent was admitted (R12). While one is not: the row from which on no row means its former
    /// incarnation, or <see cref="Levels.Unknown"/>.
    /// </summary>
    internal Levels AdmittedAt { get; init; }

    /// <summary>The newest row whose commit was sent; only where leases are counted.</summary>
    internal int Committed { get; init; }

    /// <summary>Machines that run.</summary>
    internal ServerSet Alive { get; init; }

    /// <summary>Servers that the controller takes for healthy; the others are dead to it, or suspected.</summary>
    internal ServerSet Trusted { get; init; }

    /// <summary>Agents that hold a lease; only where leases are counted.</summary>
    internal ServerSet Leased { get; init; }

    /// <summary>Agents whose incarnation may answer.</summary>
    internal ServerSet Admitted { get; init; }

    /// <summary>Agents that have started again and do not know their kernel's sockets yet (R13).</summary>
    internal ServerSet Starting { get; init; }

    /// <summary>Servers with a socket of an earlier connection of the same 4-tuple.</summary>
    internal ServerSet Lingering { get; init; }

    internal ClientFlow Flow { get; init; }

    /// <summary>The SYN that is under way, if any.</summary>
    internal Packet Syn { get; init; }

    /// <summary>The data packet that is under way, if any.</summary>
    internal Packet Data { get; init; }

    /// <summary>How many more SYNs the client sends.</summary>
    internal int SynsLeft { get; init; }

    internal int CrashesLeft { get; init; }

    /// <summary>How often a MUX may still come back with an older table.</summary>
    internal int RollbacksLeft { get; init; }

    /// <summary>Whether the client has used its 4-tuple a second time.</summary>
    internal bool IsReused { get; init; }

    internal bool IsQuiet => !Syn.IsUnderWay && !Data.IsUnderWay;

    /// <summary>Whether every MUX uses the newest row.</summary>
    internal bool HaveMuxesConverged(int muxes)
    {
        for (int mux = 0; mux < muxes; mux++)
        {
            if (Muxes[mux] != Rows.Last) return false;
        }

        return true;
    }
}
