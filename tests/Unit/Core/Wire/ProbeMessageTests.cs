using Beamer.Core;
using Beamer.Core.Announcing;
using Beamer.Core.Wire;
using Beamer.Tests.Unit.Vectors;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class ProbeMessageTests
{
    [Fact]
    public void Probes_agree_with_the_python_implementation() => Assert.All(Vector.ReadAll("probes.txt"), vector =>
    {
        var message = new ProbeMessage(
            (ProbeType)vector.Value("type"),
            vector.Number("nonce"),
            new Generation((uint)vector.Number("generation")),
            (ProbeFlags)vector.Value("flags"))
        {
            Peers = new PeerStanding((ushort)vector.Value("ahead"), (ushort)vector.Value("others")),
        };
        byte[] written = [.. Enumerable.Repeat((byte)0xAA, ProbeMessage.Size)];
        message.Write(written);
        Assert.Equal(vector.Text("bytes"), Convert.ToHexStringLower(written));
        Assert.True(ProbeMessage.TryRead(vector.Bytes("bytes"), out ProbeMessage read, out _));
        Assert.Equal(message, read);
    });

    [Fact]
    public void An_answer_repeats_the_nonce()
    {
        var request = new ProbeMessage(ProbeType.Request, 42, new Generation(7), ProbeFlags.None);
        ProbeMessage reply = request.Answer(new Generation(8), ProbeFlags.Synced);
        Assert.Equal(new ProbeMessage(ProbeType.Reply, 42, new Generation(8), ProbeFlags.Synced), reply);
    }

    [Fact]
    public void A_message_of_another_type_or_size_is_refused()
    {
        byte[] right = new byte[ProbeMessage.Size];
        new ProbeMessage(ProbeType.Request, 1, default, default).Write(right);
        byte[] otherType = [right[0], 3, .. right[2..]];
        byte[] noControl = [0, .. right[1..]];
        byte[][] wrong = [right[..^1], [.. right, 0], otherType, noControl];
        Assert.All(wrong, datagram =>
        {
            Assert.False(ProbeMessage.TryRead(datagram, out _, out DropReason reason));
            Assert.Equal(DropReason.ControlMalformed, reason);
        });
    }

    [Property(MaxTest = 2_000)]
    public bool P02_any_datagram_is_read_or_refused_with_a_reason(byte[] datagram) =>
        ProbeMessage.TryRead(datagram, out _, out DropReason reason) == (reason == DropReason.None);
}
