namespace Beamer.Link.Linux;

/// <content>Constants of <c>linux/netlink.h</c>, <c>linux/rtnetlink.h</c> and <c>linux/sock_diag.h</c>.</content>
internal static partial class LibC
{
    internal const int NETLINK_ROUTE = 0;
    internal const int NETLINK_SOCK_DIAG = 4;
    internal const int NLMSG_ERROR = 2;
    internal const int NLMSG_DONE = 3;
    internal const int NLM_F_REQUEST = 0x01;
    internal const int NLM_F_ACK = 0x04;
    internal const int NLM_F_DUMP_INTR = 0x10;
    internal const int NLM_F_REPLACE = 0x100;
    internal const int NLM_F_DUMP = 0x300;
    internal const int NLM_F_CREATE = 0x400;

    internal const int SOCK_DIAG_BY_FAMILY = 20;
    internal const int SOCK_DESTROY = 21;

    internal const int RTM_GETLINK = 18;
    internal const int RTM_NEWADDR = 20;
    internal const int RTM_DELADDR = 21;
    internal const int RTM_GETADDR = 22;
    internal const int RTM_NEWROUTE = 24;
    internal const int RTM_DELROUTE = 25;
    internal const int RTA_DST = 1;
    internal const int RTN_LOCAL = 2;
    internal const int RTN_BLACKHOLE = 6;
    internal const int RTPROT_UNSPEC = 0;
    internal const int RTPROT_STATIC = 4;
    internal const int RT_TABLE_MAIN = 254;
    internal const int RT_TABLE_LOCAL = 255;
    internal const int RT_SCOPE_NOWHERE = 255;
    internal const int RT_SCOPE_UNIVERSE = 0;
    internal const int RT_SCOPE_HOST = 254;
    internal const int IFLA_ADDRESS = 1;
    internal const int IFLA_IFNAME = 3;
    internal const int IFLA_MTU = 4;
    internal const int IFA_ADDRESS = 1;
    internal const int IFA_LOCAL = 2;
    internal const int IFA_CACHEINFO = 6;
}
