namespace Beamer.Tests.Simulation.Machine;

/// <summary>What can happen in a fleet. One that makes no sense at the moment is skipped.</summary>
internal enum OperationKind
{
    // Of a tuple, by way of a MUX.
    OpenFlow,
    SynRetransmit,
    Connect,
    SendData,
    Exchange,
    SendFin,
    HalfClose,
    Icmp,
    UdpSend,

    // Of a tuple.
    ServerClose,
    Abandon,

    // Of a packet in flight.
    Deliver,
    DeliverWhole,
    Duplicate,
    Drop,
    Postpone,

    // Of an answer to a client, by way of a MUX.
    AcceptReply,
    LoseReply,

    // Operators.
    PlanMove,
    PlanWeights,
    Drain,
    ForceSettle,
    Freeze,

    // Of a machine: servers are positive, MUXes negative.
    Read,
    Hear,
    Hold,
    Release,
    Cut,
    Reconnect,
    Restart,
    DamageMessage,

    // Of a server.
    Crash,
    Reboot,
    SynFlood,
    SkewClock,
    EvictCache,
    CutProbes,
    MendProbes,

    // Of all.
    LeaderCrash,
    LeaderPartition,
    Flush,
    Tick,
}
