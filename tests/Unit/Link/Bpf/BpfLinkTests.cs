using Beamer.Link;
using Beamer.Link.Bpf;
using Xunit;

namespace Beamer.Tests.Unit.Link.Bpf;

public sealed class BpfLinkTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    [Theory]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public void A_pinned_link_outlives_its_owner_and_takes_another_program(XdpMode mode)
    {
        string directory = Directory.CreateTempSubdirectory("beamer-bpf-").FullName;
        using var mounted = new MountedBpf(directory);
        string path = Path.Combine(directory, "link");
        using BpfObject loaded = Load();
        using BpfProgram first = loaded.Program("pass");
        using BpfObject reloaded = Load();
        using BpfProgram second = reloaded.Program("pass");
        int left = network.Run(() =>
        {
            int index = IndexOf("left");
            using BpfLink link = BpfLink.AttachXdp(first, index, mode);
            link.Pin(path);
            return index;
        });

        using (BpfLink again = BpfLink.OpenPinned(path))
        {
            Assert.Equal((first.Id, left), again.Look());
            again.Update(second);
            Assert.Equal((second.Id, left), again.Look());
            again.Detach();
            Assert.Equal(0, again.Look().InterfaceIndex);
        }

        File.Delete(path);
    }

    [Fact]
    public void A_driver_without_xdp_gets_the_program_into_the_stack()
    {
        using BpfObject loaded = Load();
        using BpfProgram pass = loaded.Program("pass");

        (XdpMode mode, string reason) = network.Run(() =>
        {
            using BpfLink link = BpfLink.AttachXdp(pass, IndexOf("lo"), out XdpMode mode, out string reason);
            return (mode, reason);
        });

        Assert.Equal(XdpMode.Generic, mode);
        Assert.Contains("the driver of this interface", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_program_on_an_interface_is_refused()
    {
        using BpfObject loaded = Load();
        using BpfProgram pass = loaded.Program("pass");

        LinkException refused = network.Run(() =>
        {
            int index = IndexOf("right");
            using BpfLink link = BpfLink.AttachXdp(pass, index, XdpMode.Native);
            return Assert.Throws<LinkException>(() => BpfLink.AttachXdp(pass, index, out _, out _));
        });

        Assert.Contains("another program is attached", refused.Message, StringComparison.Ordinal);
    }

    private static BpfObject Load()
    {
        BpfObject opened = BpfObject.Open("pass", typeof(BpfObject).Assembly);
        opened.Load();
        return opened;
    }

    private static int IndexOf(string name)
    {
        using var netlink = new RouteNetlink();
        return netlink.FindInterface(name).Index;
    }
}
