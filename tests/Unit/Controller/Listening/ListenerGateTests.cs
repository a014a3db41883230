using System.Net;
using System.Net.Sockets;
using Beamer.Controller.Listening;
using Beamer.Rpc;
using Xunit;

namespace Beamer.Tests.Unit.Controller.Listening;

public sealed class ListenerGateTests
{
    private const string Feed = "/beamer.v1.TableFeed/Follow", Operators = "/beamer.v1.FleetService/Drain";

    private static readonly IPEndPoint FeedDoor = IPEndPoint.Parse("10.0.0.9:7400");
    private static readonly UnixDomainSocketEndPoint OperatorDoor = new("/run/beamer/controller.sock");
    private static readonly IPEndPoint MetricsDoor = IPEndPoint.Parse("127.0.0.1:9100");

    private readonly ListenerGate _gate = new(
        ListenAddress.Parse("10.0.0.9:7400"), ListenAddress.Parse("unix:/run/beamer/controller.sock"));

    [Fact]
    public void An_agent_cannot_speak_to_the_operators_service() => Assert.False(_gate.Allows(Operators, FeedDoor));

    [Fact]
    public void Each_service_answers_at_its_own_listener()
    {
        Assert.True(_gate.Allows(Feed, FeedDoor));
        Assert.True(_gate.Allows(Operators, OperatorDoor));
        Assert.True(_gate.Allows("/metrics", MetricsDoor));
    }

    [Fact]
    public void No_service_answers_at_anothers_listener()
    {
        Assert.False(_gate.Allows(Feed, OperatorDoor));
        Assert.False(_gate.Allows(Feed, MetricsDoor));
        Assert.False(_gate.Allows(Operators, MetricsDoor));
        Assert.False(_gate.Allows("/metrics", FeedDoor));
        Assert.False(_gate.Allows("/metrics", OperatorDoor));
    }

    [Fact]
    public void A_listener_on_all_addresses_is_known_by_its_port()
    {
        ListenerGate gate = new(ListenAddress.Parse("0.0.0.0:7400"), ListenAddress.Parse("127.0.0.1:7401"));
        Assert.True(gate.Allows(Feed, FeedDoor));
        Assert.False(gate.Allows(Operators, FeedDoor));
    }

    [Fact]
    public void A_connection_without_a_door_reaches_no_service()
    {
        Assert.False(_gate.Allows(Feed, null));
        Assert.False(_gate.Allows(Operators, null));
    }
}
