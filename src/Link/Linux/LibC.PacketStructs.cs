#pragma warning disable CS0649 // The kernel writes these, we read them.
using System.Runtime.InteropServices;

namespace Beamer.Link.Linux;

/// <content>Structs of <c>linux/if_packet.h</c>: the ring that the kernel and we share.</content>
internal static unsafe partial class LibC
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket_req
    {
        internal uint tp_block_size;
        internal uint tp_block_nr;
        internal uint tp_frame_size;
        internal uint tp_frame_nr;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket2_hdr
    {
        internal uint tp_status;
        internal uint tp_len;
        internal uint tp_snaplen;
        internal ushort tp_mac;
        internal ushort tp_net;
        internal uint tp_sec;
        internal uint tp_nsec;
        internal ushort tp_vlan_tci;
        internal ushort tp_vlan_tpid;
        internal fixed byte tp_padding[4];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct tpacket_stats
    {
        internal uint tp_packets;
        internal uint tp_drops;
    }
}
