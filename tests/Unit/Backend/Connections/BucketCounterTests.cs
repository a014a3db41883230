using Beamer.Backend.Connections;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Tests.Testing;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Connections;

public sealed class BucketCounterTests
{
    private static readonly Flow Flow =
        new(IPv4Address.Parse("198.51.100.7"), Fleets.Web.Vip, 40_001, 80, TransportProtocol.Tcp);

    [Fact]
    public void Every_state_counts_but_those_that_take_no_segment_of_a_flow()
    {
        TcpSocketState[] dead = [TcpSocketState.None, TcpSocketState.Close, TcpSocketState.Listen];
        foreach (TcpSocketState state in Enum.GetValues<TcpSocketState>())
        {
            TcpSocket socket = new(Flow, state);
            SortedDictionary<int, uint> counts = BucketCounter.Count(new AgentBench().View, [socket]);
            Assert.Equal(dead.Contains(state) ? 0 : 1, counts.Count);
        }
    }

    [Fact]
    public void A_socket_counts_in_the_bucket_of_its_flow()
    {
        Flow other = Flow with { SourcePort = 40_002 };
        TcpSocket[] sockets =
        [
            new(Flow, TcpSocketState.Established),
            new(Flow, TcpSocketState.SynReceived),
            new(other, TcpSocketState.FinWait2),
        ];

        SortedDictionary<int, uint> counts = BucketCounter.Count(new AgentBench().View, sockets);

        Assert.Equal(3u, counts.Values.Aggregate((sum, count) => sum + count));
        Assert.InRange(counts[FlowHash.Of(Fleets.Key, Flow).Bucket(64)], 2u, 3u);
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(2, 3, false)]
    public void Unsettled_are_the_sockets_of_buckets_that_the_server_gave_away(int current, int previous, bool expected)
    {
        Row row = new(new Generation(1), Fleets.Server(current), Fleets.Server(previous));
        FleetTable table = Fleets.With(Fleets.Configuration(), _ => row);
        AgentView view = AgentView.Restore(Fleets.Server(1), table, []);
        TcpSocket[] sockets =
        [
            new(Flow, TcpSocketState.Established),
            new(Flow with { SourcePort = 40_002 }, TcpSocketState.TimeWait),
            new(Flow with { DestinationPort = 22 }, TcpSocketState.Established),
        ];

        Assert.Equal(expected ? sockets[..1] : [], BucketCounter.Unsettled(view, sockets));
    }

    [Fact]
    public void Sockets_that_are_not_of_a_service_do_not_count()
    {
        TcpSocket ssh = new(Flow with { DestinationPort = 22 }, TcpSocketState.Established);

        Assert.Empty(BucketCounter.Count(new AgentBench().View, [ssh]));
    }
}
