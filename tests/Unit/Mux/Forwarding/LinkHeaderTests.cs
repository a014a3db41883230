using Beamer.Mux.Forwarding;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Mux.Forwarding;

public sealed class LinkHeaderTests
{
    private static readonly byte[] s_own = [2, 0, 0, 0, 0, 9];

    [Fact]
    public void It_goes_back_to_the_sender_from_this_interface() => Assert.Equal(
        [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 9, 8, 0], Back(Packets.Tcp().Build()));

    [Fact]
    public void Tags_stay_as_they_were() => Assert.Equal(
        [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 9, 0x88, 0xa8, 0, 100, 0x81, 0, 0, 100, 8, 0],
        Back(Packets.Tcp().Tagged(0x88a8, 0x8100).Build()));

    [Fact]
    public void A_tag_that_the_kernel_took_out_is_put_back_outermost() => Assert.Equal(
        [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 9, 0x88, 0xa8, 0, 7, 0x81, 0, 0, 100, 8, 0],
        Back(Packets.Tcp().Tagged(0x8100).Build(), 0x88, 0xa8, 0, 7));

    [Fact]
    public void A_frame_that_is_cut_off_has_none() => Assert.Empty(Back(new byte[13]));

    private static byte[] Back(byte[] frame, params byte[] strippedTag)
    {
        LinkHeader link = LinkHeader.Back(frame, s_own, stackalloc byte[LinkHeader.SizeMax], strippedTag);
        byte[] bytes = new byte[link.Length];
        link.Write(bytes);
        return bytes;
    }
}
