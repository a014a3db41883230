using Beamer.Rpc.V1;

namespace Beamer.Cli.Reports;

/// <summary>How far a MUX is from getting no packets.</summary>
internal static class MuxDrainReport
{
    /// <summary>Packets for its VIPs, forwarded or dropped; what it passes to the host is no business of it.</summary>
    public static ulong Packets(MuxInspection mux) => mux.Counters
        .Where(counter => counter.Name == "forwarded" || counter.Name.StartsWith("dropped.", StringComparison.Ordinal))
        .Aggregate(0UL, (sum, counter) => sum + counter.Value);

    public static void WriteDrained(Terminal terminal, MuxDrainReply reply) => terminal.Output.WriteLine(
        reply.Announces
            ? "It withdraws its routes, and forwards what still comes."
            : "It announces nothing by itself (Mux:Announce): withdraw its routes now. It forwards what still comes.");

    public static void WriteUndrained(Terminal terminal, MuxDrainReply reply) => terminal.Output.WriteLine(
        reply.Announces
            ? "It announces its routes again, when it may."
            : "It may get packets again: announce its routes.");

    public static void WriteSafe(Terminal terminal, MuxInspection mux) => terminal.Output.WriteLine(
        $"{mux.Name} gets no packets any more: it is safe to stop.");
}
