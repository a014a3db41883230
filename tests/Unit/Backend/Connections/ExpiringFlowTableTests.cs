using Beamer.Backend.Connections;
using Beamer.Core;
using Beamer.Core.Hashing;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Backend.Connections;

public sealed class ExpiringFlowTableTests
{
    private const int Lifetime = 100;

    [Fact]
    public void A_flow_is_remembered_for_its_lifetime_and_not_longer()
    {
        ExpiringFlowTable table = Table(8);
        table.Set(Flow(1), 7, now: 10);

        Assert.True(table.TryGet(Flow(1), 109, out uint value));
        Assert.Equal(7u, value);
        Assert.False(table.TryGet(Flow(1), 110, out _));
        Assert.False(table.TryGet(Flow(2), 10, out _));
    }

    [Fact]
    public void A_newer_number_replaces_the_older_one()
    {
        ExpiringFlowTable table = Table(8);
        table.Set(Flow(1), 7, 10);
        table.Set(Flow(1), 8, 20);

        Assert.True(table.TryGet(Flow(1), 115, out uint value));
        Assert.Equal(8u, value);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void When_it_is_full_the_oldest_gives_way()
    {
        ExpiringFlowTable table = Table(8);
        for (uint i = 0; i < 9; i++) table.Set(Flow(i), i, 10 + i);

        Assert.Equal(8, table.Count);
        Assert.False(table.TryGet(Flow(0), 20, out _));
        Assert.True(table.TryGet(Flow(8), 20, out _));
    }

    [Fact]
    public void A_forgotten_flow_is_gone()
    {
        ExpiringFlowTable table = Table(8);
        table.Set(Flow(1), 7, 10);
        table.Remove(Flow(1));
        table.Remove(Flow(2));

        Assert.False(table.TryGet(Flow(1), 10, out _));
        Assert.Equal(0, table.Count);
    }

    [Property]
    public void It_never_answers_with_a_number_of_another_flow(uint[] flows)
    {
        ExpiringFlowTable table = Table(64);
        foreach (uint flow in flows) table.Set(Flow(flow), flow, 10);

        Assert.All(flows, flow => Assert.True(!table.TryGet(Flow(flow), 10, out uint value) || value == flow));
        Assert.InRange(table.Count, 0, 64);
    }

    private static ExpiringFlowTable Table(int capacity) => new(capacity, Lifetime, new SipKey(1, 2));

    private static Flow Flow(uint client) =>
        new(new IPv4Address(client), IPv4Address.Parse("192.0.2.10"), 1, 80, TransportProtocol.Tcp);
}
