namespace Beamer.Link.Linux;

/// <content>Constants of <c>linux/if_packet.h</c>, <c>linux/if_ether.h</c> and <c>linux/filter.h</c>.</content>
internal static partial class LibC
{
    internal const int SOL_PACKET = 263;
    internal const int PACKET_RX_RING = 5;
    internal const int PACKET_STATISTICS = 6;
    internal const int PACKET_VERSION = 10;
    internal const int PACKET_RESERVE = 12;
    internal const int PACKET_FANOUT = 18;
    internal const int PACKET_QDISC_BYPASS = 20;
    internal const int PACKET_IGNORE_OUTGOING = 23;
    internal const int PACKET_FANOUT_HASH = 0;
    internal const int PACKET_HOST = 0;
    internal const int PACKET_OUTGOING = 4;
    internal const int TPACKET_V2 = 1;
    internal const int TPACKET_ALIGNMENT = 16;

    internal const int TP_STATUS_KERNEL = 0;
    internal const int TP_STATUS_USER = 1 << 0;
    internal const int TP_STATUS_CSUMNOTREADY = 1 << 3;
    internal const int TP_STATUS_VLAN_VALID = 1 << 4;
    internal const int TP_STATUS_VLAN_TPID_VALID = 1 << 6;

    internal const int ETH_P_ALL = 0x0003;
    internal const int ETH_P_IP = 0x0800;
    internal const int ETH_P_IPV6 = 0x86DD;

    internal const int BPF_LD = 0x00;
    internal const int BPF_LDX = 0x01;
    internal const int BPF_ALU = 0x04;
    internal const int BPF_JMP = 0x05;
    internal const int BPF_RET = 0x06;
    internal const int BPF_H = 0x08;
    internal const int BPF_B = 0x10;
    internal const int BPF_ABS = 0x20;
    internal const int BPF_IND = 0x40;
    internal const int BPF_MSH = 0xa0;
    internal const int BPF_AND = 0x50;
    internal const int BPF_JEQ = 0x10;
    internal const int BPF_JSET = 0x40;
    internal const int BPF_K = 0x00;
    internal const int SKF_AD_OFF = -0x1000;
    internal const int SKF_AD_PROTOCOL = 0;
    internal const int SKF_AD_PKTTYPE = 4;
}
