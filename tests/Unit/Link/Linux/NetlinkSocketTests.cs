using Beamer.Link.Linux;
using Xunit;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Tests.Unit.Link.Linux;

public sealed class NetlinkSocketTests
{
    [Fact]
    public void A_second_request_is_refused_instead_of_waiting_for_an_answer_that_the_first_takes()
    {
        using NetlinkSocket netlink = new(NETLINK_ROUTE, "list the links");
        int refused = 0;
        Ask(netlink, () =>
        {
            Assert.ThrowsAny<InvalidOperationException>(() => netlink.BeginRequest());
            refused++;
        });
        Assert.NotEqual(0, refused);
        int links = 0;
        Ask(netlink, () => links++);
        Assert.Equal(refused, links);
    }

    private static void Ask(NetlinkSocket netlink, Action each)
    {
        uint sequence = netlink.BeginRequest();
        Span<byte> buffer = stackalloc byte[64];
        ifinfomsg request = default;
        netlink.Send(NetlinkMessage.Begin(buffer, RTM_GETLINK, NLM_F_DUMP, sequence, request).Bytes);
        Assert.Equal(0, netlink.ReadAnswer(sequence, _ => each()));
    }
}
