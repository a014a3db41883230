namespace Beamer.Link;

/// <summary>EtherTypes that a ring may ask the kernel for.</summary>
public enum PacketRingProtocol
{
    /// <summary>IPv4. VLAN tags are gone from the frame and stand in its flags.</summary>
    IPv4 = 0x0800,

    /// <summary>IPv6.</summary>
    IPv6 = 0x86DD,

    /// <summary>Everything, ARP and LLDP too.</summary>
    All = 0x0003,
}
