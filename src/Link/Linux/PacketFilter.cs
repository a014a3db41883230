using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>Classic BPF programs for packet sockets: the kernel runs them before it copies anything.</summary>
internal static class PacketFilter
{
    private const uint WholePacket = 0x40000;

    /// <summary>
    /// Nothing passes: a socket starts with this, so that no packet is seen before it is wholly configured.
    /// </summary>
    internal static readonly sock_filter[] Nothing = [Return(0)];

    /// <summary>
    /// Frames to this host's own link address. Others are seen only in promiscuous mode and are not ours.
    /// </summary>
    internal static readonly sock_filter[] ToThisHost =
    [
        LoadAncillary(SKF_AD_PKTTYPE),
        JumpIfEqual(PACKET_HOST, 0, 1),
        Return(WholePacket),
        Return(0),
    ];

    /// <summary>
    /// Outgoing IPv4 TCP segments with SYN and ACK and neither FIN nor RST. Offsets count from the IP header.
    /// </summary>
    internal static readonly sock_filter[] OutgoingSynAck =
    [
        LoadAncillary(SKF_AD_PKTTYPE),
        JumpIfEqual(PACKET_OUTGOING, 0, 11),
        LoadAncillary(SKF_AD_PROTOCOL),
        JumpIfEqual(ETH_P_IP, 0, 9),
        new() { code = BPF_LD | BPF_B | BPF_ABS, k = 9 },
        JumpIfEqual(IPPROTO_TCP, 0, 7),
        new() { code = BPF_LD | BPF_H | BPF_ABS, k = 6 },
        new() { code = BPF_JMP | BPF_JSET | BPF_K, k = 0x1fff, jt = 5, jf = 0 }, // a fragment but the first
        new() { code = BPF_LDX | BPF_B | BPF_MSH, k = 0 }, // X = length of the IP header
        new() { code = BPF_LD | BPF_B | BPF_IND, k = 13 },
        new() { code = BPF_ALU | BPF_AND | BPF_K, k = 0x17 }, // ACK, RST, SYN, FIN
        JumpIfEqual(0x12, 0, 1),
        Return(WholePacket),
        Return(0),
    ];

    private static sock_filter LoadAncillary(int field) =>
        new() { code = BPF_LD | BPF_B | BPF_ABS, k = unchecked((uint)(SKF_AD_OFF + field)) };

    private static sock_filter JumpIfEqual(uint value, byte yes, byte no) =>
        new() { code = BPF_JMP | BPF_JEQ | BPF_K, k = value, jt = yes, jf = no };

    private static sock_filter Return(uint bytes) => new() { code = BPF_RET | BPF_K, k = bytes };
}
