using System.Text;
using Beamer.Lab.Load;
using FsCheck;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Load;

public sealed class ResponseHeadTests
{
    private const string Good = "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n";

    [Property]
    public bool What_follows_the_head_is_left_however_it_comes(PositiveInt piece)
    {
        ResponseHead head = new();
        List<byte> content = [];
        foreach (byte[] part in Encoding.ASCII.GetBytes(Good + "s1 0").Chunk(piece.Get))
        {
            ReadOnlySpan<byte> rest = part;
            if (head.Accept(ref rest) != Fault.None) return false;
            content.AddRange(rest);
        }

        return head.IsComplete && Encoding.ASCII.GetString([.. content]) == "s1 0";
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\n\r\n")]
    [InlineData("s3 000000000001\n\r\n\r\n")]
    public void Anything_but_success_is_wrong_content(string response) =>
        Assert.Equal(Fault.WrongContent, Accept(response));

    [Fact]
    public void A_head_without_end_is_wrong_content() =>
        Assert.Equal(Fault.WrongContent, Accept(new string('a', 4096)));

    private static Fault Accept(string response)
    {
        ReadOnlySpan<byte> received = Encoding.ASCII.GetBytes(response);
        return new ResponseHead().Accept(ref received);
    }
}
