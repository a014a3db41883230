#pragma warning disable CS0649 // The kernel writes these, we read them.
using System.Runtime.InteropServices;

namespace Beamer.Link.Linux;

/// <content>Structs of <c>linux/if_packet.h</c>: the ring that the kernel and we share.</content>
internal static unsafe partial class LibC
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket_req3
    {
        internal uint tp_block_size;
        internal uint tp_block_nr;
        internal uint tp_frame_size;
        internal uint tp_frame_nr;
        internal uint tp_retire_blk_tov;
        internal uint tp_sizeof_priv;
        internal uint tp_feature_req_word;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket_hdr_variant1
    {
        internal uint tp_rxhash;
        internal uint tp_vlan_tci;
        internal ushort tp_vlan_tpid;
        internal ushort tp_padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket3_hdr
    {
        internal uint tp_next_offset;
        internal uint tp_sec;
        internal uint tp_nsec;
        internal uint tp_snaplen;
        internal uint tp_len;
        internal uint tp_status;
        internal ushort tp_mac;
        internal ushort tp_net;
        internal tpacket_hdr_variant1 hv1;
        internal fixed byte tp_padding[8];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket_hdr_v1
    {
        internal uint block_status;
        internal uint num_pkts;
        internal uint offset_to_first_pkt;
        internal uint blk_len;
        internal ulong seq_num;
        internal ulong ts_first_pkt;
        internal ulong ts_last_pkt;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket_block_desc
    {
        internal uint version;
        internal uint offset_to_priv;
        internal tpacket_hdr_v1 hdr;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket_stats_v3
    {
        internal uint tp_packets;
        internal uint tp_drops;
        internal uint tp_freeze_q_cnt;
    }
}
