namespace Beamer.Tests.Simulation.Machine;

/// <summary>One thing that happens, as data: a run can be repeated, cut and read.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subject">A tuple, the number of a packet or answer in flight, or a machine.</param>
/// <param name="Detail">The MUX that a packet takes, a number of ticks, a weight.</param>
internal readonly record struct Operation(OperationKind Kind, int Subject, int Detail)
{
    internal bool IsOfTuple => Kind <= OperationKind.Abandon;

    internal bool TakesMux => Kind <= OperationKind.UdpSend || Kind == OperationKind.AcceptReply;

    internal bool IsOfMachine => Kind is >= OperationKind.Read and <= OperationKind.DamageMessage;

    public override string ToString() => Kind switch
    {
        _ when IsOfTuple => $"{Kind} {Subject}" + (TakesMux ? $" by m{Detail}" : ""),
        _ when IsOfMachine => $"{Kind} {(Subject > 0 ? $"s{Subject}" : $"m{-Subject}")}",
        OperationKind.AcceptReply => $"{Kind} {Subject} by m{Detail}",
        _ => $"{Kind} {Subject} {Detail}",
    };
}
