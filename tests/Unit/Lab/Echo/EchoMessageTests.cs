using Beamer.Lab.Echo;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Echo;

public sealed class EchoMessageTests
{
    private static readonly EchoMessage Message = new()
    {
        Kind = EchoKind.Echo,
        Server = 3,
        IsForeign = true,
        Connection = 0x0102030405060708,
        Sequence = 9,
        Socket = 77,
        ContentBytes = 300,
        PauseMilliseconds = 5,
    };

    [Fact]
    public void What_is_written_reads_the_same()
    {
        byte[] bytes = Written(Message);
        Assert.True(EchoMessage.TryRead(bytes, out EchoMessage read));
        Assert.Equal(Message, read);
        Assert.True(read.HasContent(bytes.AsSpan(EchoMessage.HeaderBytes)));
    }

    [Fact]
    public void A_byte_of_another_connection_is_seen_wherever_it_stands()
    {
        byte[] bytes = Written(Message);
        for (int offset = EchoMessage.HeaderBytes; offset < bytes.Length; offset++)
        {
            bytes[offset] ^= 1;
            Assert.False(Message.HasContent(bytes.AsSpan(EchoMessage.HeaderBytes)));
            bytes[offset] ^= 1;
        }
    }

    [Fact]
    public void The_content_of_another_connection_or_message_is_not_ours()
    {
        byte[] bytes = Written(Message);
        ReadOnlySpan<byte> content = bytes.AsSpan(EchoMessage.HeaderBytes);
        Assert.False((Message with { Connection = Message.Connection + 1 }).HasContent(content));
        Assert.False((Message with { Sequence = Message.Sequence + 1 }).HasContent(content));
        Assert.False((Message with { ContentBytes = Message.ContentBytes + 1 }).HasContent(content));
    }

    [Theory]
    [InlineData(0)]  // the magic word
    [InlineData(4)]  // the kind
    [InlineData(7)]  // what is always zero
    [InlineData(32)] // the content's length
    public void A_header_that_is_none_is_refused(int offset)
    {
        byte[] bytes = Written(Message);
        bytes[offset] = 0x7f;
        Assert.False(EchoMessage.TryRead(bytes, out _));
    }

    private static byte[] Written(EchoMessage message)
    {
        byte[] bytes = new byte[message.Bytes];
        message.Write(bytes);
        return bytes;
    }
}
