using Beamer.Core.Tables;
using Beamer.Rpc;
using Beamer.Rpc.V1;
using Xunit;

namespace Beamer.Tests.Unit.Rpc;

public sealed class FeedConversationTests
{
    private static readonly FeedMessage Grant = new() { Term = 6, Lease = new Lease { DurationMs = 10_000 } };

    [Fact]
    public void A_follower_that_starts_again_refuses_a_term_older_than_that_of_its_table()
    {
        Follower follower = new(tableTerm: 7);
        FeedConversation conversation = new(follower);
        conversation.Begin();

        FollowerMessage? answer = conversation.Answer(Grant);

        Assert.Equal("term 6 is lower than 7, which was seen before.", answer?.Refusal?.Reasons.Single());
        Assert.Equal(0, follower.Leases);
    }

    [Fact]
    public void The_term_of_its_table_is_believed()
    {
        Follower follower = new(tableTerm: 6);
        FeedConversation conversation = new(follower);
        conversation.Begin();

        Assert.Null(conversation.Answer(Grant));
        Assert.Equal(1, follower.Leases);
    }

    [Fact]
    public void A_term_seen_on_one_stream_holds_on_the_next()
    {
        Follower follower = new(tableTerm: 0);
        FeedConversation conversation = new(follower);
        conversation.Begin();
        conversation.Answer(new FeedMessage { Term = 9, Lease = new Lease { DurationMs = 10_000 } });
        conversation.Begin();

        Assert.NotNull(conversation.Answer(Grant)?.Refusal);
        Assert.Equal(1, follower.Leases);
    }

    private sealed class Follower(ulong tableTerm) : IFeedHandler
    {
        public int Leases { get; private set; }

        public Hello CreateHello() => new() { Role = Role.Agent, Name = "s1", Term = tableTerm };

        public IReadOnlyList<string> AcceptSnapshot(FleetTable table) => [];

        public IReadOnlyList<string> AcceptDelta(FleetDelta delta) => [];

        public void AcceptLease(TimeSpan duration, ulong statusSentAt) => Leases++;

        public void Connected()
        {
        }

        public void Disconnected(string reason, bool superseded)
        {
        }
    }
}
