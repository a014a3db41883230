namespace Beamer.Tests.Simulation.Machine;

/// <summary>How large a machine is. Small ones find as much, and say it in fewer words.</summary>
/// <param name="Servers">3..5; numbered from 1.</param>
/// <param name="Muxes">2..4; numbered from 1.</param>
/// <param name="Buckets">1..4.</param>
/// <param name="PreviousMax">K, 0..2.</param>
/// <param name="Tuples">Four-tuples that clients use, 1..6; tuple t is in bucket t mod B.</param>
internal sealed record MachineSize(int Servers, int Muxes, int Buckets, int PreviousMax, int Tuples)
{
    public override string ToString() =>
        $"{Servers} servers, {Muxes} MUXes, {Buckets} buckets, K={PreviousMax}, {Tuples} tuples";
}
