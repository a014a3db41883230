#pragma warning disable CS8981 // Kernel structs keep the names of their headers, lower case as they are.
#pragma warning disable CS0649 // Many fields are written by the kernel alone.
using System.Runtime.InteropServices;

namespace Beamer.Link.Linux;

/// <content>
/// Structs of the kernel's interface, field for field as in its headers. A unit test compiles a C file that asserts
/// the size and every offset. Ports and addresses in them are in network byte order.
/// </content>
internal static unsafe partial class LibC
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct iovec
    {
        internal void* iov_base;
        internal nuint iov_len;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct msghdr
    {
        internal void* msg_name;
        internal uint msg_namelen;
        internal iovec* msg_iov;
        internal nuint msg_iovlen;
        internal void* msg_control;
        internal nuint msg_controllen;
        internal int msg_flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct mmsghdr
    {
        internal msghdr msg_hdr;
        internal uint msg_len;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct cmsghdr
    {
        internal nuint cmsg_len;
        internal int cmsg_level;
        internal int cmsg_type;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct pollfd
    {
        internal int fd;
        internal short events;
        internal short revents;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct sockaddr_in
    {
        internal ushort sin_family;
        internal ushort sin_port;
        internal uint sin_addr;
        internal fixed byte sin_zero[8];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct sockaddr_ll
    {
        internal ushort sll_family;
        internal ushort sll_protocol;
        internal int sll_ifindex;
        internal ushort sll_hatype;
        internal byte sll_pkttype;
        internal byte sll_halen;
        internal fixed byte sll_addr[8];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct in_pktinfo
    {
        internal int ipi_ifindex;
        internal uint ipi_spec_dst;
        internal uint ipi_addr;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct sock_filter
    {
        internal ushort code;
        internal byte jt;
        internal byte jf;
        internal uint k;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct sock_fprog
    {
        internal ushort len;
        internal sock_filter* filter;
    }

    [StructLayout(LayoutKind.Explicit, Size = 40)]
    internal struct ifreq
    {
        [FieldOffset(0)] internal fixed byte ifr_name[16];
        [FieldOffset(16)] internal short ifr_flags;
        [FieldOffset(16)] internal int ifr_mtu;
        [FieldOffset(16)] internal void* ifr_data;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct ethtool_value
    {
        internal uint cmd;
        internal uint data;
    }
}
