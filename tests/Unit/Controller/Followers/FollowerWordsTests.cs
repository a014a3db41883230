using Beamer.Controller.Followers;
using Beamer.Core.Fleet;
using Beamer.Rpc.V1;
using Google.Protobuf;
using Xunit;
using SocketCounts = Beamer.Rpc.V1.SocketCounts;

namespace Beamer.Tests.Unit.Controller.Followers;

public sealed class FollowerWordsTests
{
    [Fact]
    public void A_hello_is_read()
    {
        Hello hello = new() { Role = Role.Agent, Name = "s1", Address = 0x0A000001, Incarnation = 7, Generation = 3 };
        Assert.True(FollowerWords.TryRead(new FollowerMessage { Hello = hello }, out FollowerHello read, out _));
        Assert.Equal((FollowerRole.Agent, "s1", "10.0.0.1", 7ul, 3u), (
            read.Role, read.Name, read.Address.ToString(), read.Incarnation, read.Generation.Value));
    }

    [Fact]
    public void A_first_message_that_is_no_hello_is_refused()
    {
        Assert.False(FollowerWords.TryRead(new FollowerMessage { Ack = new Ack() }, out _, out List<string> reasons));
        Assert.Equal(["The first message is not Hello."], reasons);
    }

    [Fact]
    public void Everything_wrong_with_a_hello_is_named()
    {
        FollowerMessage empty = new() { Hello = new Hello() };
        Assert.False(FollowerWords.TryRead(empty, out _, out List<string> reasons));
        Assert.Equal(2, reasons.Count);
        Hello agent = new() { Role = Role.Agent, Name = "s1" };
        Assert.False(FollowerWords.TryRead(new FollowerMessage { Hello = agent }, out _, out reasons));
        Assert.Equal(["hello.incarnation is 0; an agent has one."], reasons);
    }

    [Fact]
    public void Counts_that_do_not_fit_their_buckets_are_refused()
    {
        SocketCounts counts = new()
        {
            Pools =
            {
                new SocketCounts.Types.Pool
                {
                    PoolId = 5000,
                    Buckets = ByteString.CopyFrom(0, 0, 0, 255, 1, 0, 0, 0),
                    Counts = ByteString.CopyFrom(1, 0, 0, 0),
                },
            },
        };
        List<string> reasons = [];
        FollowerWords.Read(new FollowerId(1), new FollowerMessage { Counts = counts }, reasons);
        Assert.Equal(3, reasons.Count);
        Assert.All(reasons, reason => Assert.StartsWith("counts.pools[5000]", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void An_acknowledgement_of_no_stage_and_an_empty_message_are_refused()
    {
        List<string> reasons = [];
        FollowerWords.Read(new FollowerId(1), new FollowerMessage { Ack = new Ack { Generation = 1 } }, reasons);
        FollowerWords.Read(new FollowerId(1), new FollowerMessage(), reasons);
        Assert.Equal(2, reasons.Count);
    }
}
