namespace Beamer.Core.Forwarding;

/// <summary>What one MUX brings to a table: the part of the outer headers that is its own.</summary>
/// <param name="Address">The MUX's own address: the outer source.</param>
/// <param name="Dscp">The service class of the fabric, 0..63; no client chooses it (RFC 2983, the pipe model).</param>
/// <param name="FabricMtuBytes">The longest outer IPv4 packet that the fabric carries, 576..65,535.</param>
public readonly record struct ForwardingSettings(IPv4Address Address, byte Dscp, int FabricMtuBytes)
{
    /// <summary>A client's 1,500 bytes with the outer headers and all seven previous owners fit.</summary>
    public const int FabricMtuBytesDefault = 1600;
}
