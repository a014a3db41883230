using Beamer.Link;
using Beamer.Link.Bpf;
using Xunit;

namespace Beamer.Tests.Unit.Link.Bpf;

public sealed class BpfObjectTests
{
    private const uint XdpPass = 2;

    [Fact]
    public void A_program_runs_on_a_packet()
    {
        using BpfObject loaded = BpfObject.Open("pass", typeof(BpfObject).Assembly);
        loaded.Load();
        using BpfProgram pass = loaded.Program("pass");
        byte[] frame = [.. Enumerable.Range(0, 60).Select(i => (byte)i)];
        byte[] left = new byte[128];

        BpfTestResult result = pass.TestRun(frame, left);

        Assert.Equal(XdpPass, result.Verdict);
        Assert.Equal(frame, left[..result.Length]);
    }

    [Fact]
    public void A_program_outlives_the_object_that_it_came_from()
    {
        BpfObject loaded = BpfObject.Open("pass", typeof(BpfObject).Assembly);
        loaded.Load();
        using BpfProgram pass = loaded.Program("pass");
        loaded.Dispose();

        Assert.Equal(XdpPass, pass.TestRun(new byte[60], new byte[128]).Verdict);
    }

    [Fact]
    public void A_damaged_object_is_refused_with_a_sentence()
    {
        LinkException refused = Assert.Throws<LinkException>(() => BpfObject.Open("broken", new byte[4096]));

        Assert.StartsWith("Cannot read the BPF object broken: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ELF", refused.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_object_does_not_have_is_named()
    {
        using BpfObject opened = BpfObject.Open("pass", typeof(BpfObject).Assembly);

        LinkException refused = Assert.Throws<LinkException>(() => opened.SetMaxEntries("rows", 8));

        Assert.Contains("find the map rows in the BPF object pass", refused.Message, StringComparison.Ordinal);
    }
}
