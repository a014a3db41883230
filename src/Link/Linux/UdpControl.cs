using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>Reads and writes the control messages of a UDP socket (<c>cmsg(3)</c>, <c>ip(7)</c>).</summary>
internal unsafe struct UdpControl
{
    /// <summary>Bytes of a control buffer with one int in it.</summary>
    internal static readonly nuint OneIntBytes = (nuint)(sizeof(cmsghdr) + Align(sizeof(int)));

    internal uint DestinationAddress;
    internal byte TypeOfService;
    internal uint Overruns;
    internal bool HasOverruns;

    internal static UdpControl Read(msghdr* message)
    {
        UdpControl result = default;
        var at = (byte*)message->msg_control;
        byte* end = at + message->msg_controllen;
        while (end - at >= sizeof(cmsghdr))
        {
            var header = (cmsghdr*)at;
            if (header->cmsg_len < (nuint)sizeof(cmsghdr) || header->cmsg_len > (nuint)(end - at)) break;
            result.Take(header, at + sizeof(cmsghdr));
            at += Align((int)header->cmsg_len);
        }

        return result;
    }

    /// <summary>Makes a control buffer say which DSCP and ECN the outer header shall carry.</summary>
    internal static void WriteTypeOfService(cmsghdr* control, byte typeOfService)
    {
        control->cmsg_len = (nuint)(sizeof(cmsghdr) + sizeof(int));
        control->cmsg_level = IPPROTO_IP;
        control->cmsg_type = IP_TOS;
        *(int*)(control + 1) = typeOfService;
    }

    private static int Align(int bytes) => (bytes + sizeof(nuint) - 1) & ~(sizeof(nuint) - 1);

    private void Take(cmsghdr* header, byte* data)
    {
        switch (header->cmsg_level, header->cmsg_type)
        {
            case (IPPROTO_IP, IP_PKTINFO):
                DestinationAddress = ((in_pktinfo*)data)->ipi_addr;
                break;
            case (IPPROTO_IP, IP_TOS):
                TypeOfService = *data;
                break;
            case (SOL_SOCKET, SO_RXQ_OVFL):
                Overruns = *(uint*)data;
                HasOverruns = true;
                break;
        }
    }
}
