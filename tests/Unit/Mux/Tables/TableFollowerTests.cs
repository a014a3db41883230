using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Hosting;
using Beamer.Mux.Forwarding;
using Beamer.Mux.Tables;
using Beamer.Tests.Unit.Core.Forwarding;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Unit.Mux.Tables;

public sealed class TableFollowerTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "beamer-" + Path.GetRandomFileName());
    private readonly TableFollower _follower;

    public TableFollowerTests()
    {
        var keeper = new TableKeeper(
            new TableStore(_directory),
            new PortableDataPlane(new LiveTable(), []),
            ForwardingFleet.Settings,
            new Readiness());
        _follower = new TableFollower("mux-1", ForwardingFleet.Mux, keeper, NullLogger<TableFollower>.Instance);
    }

    [Fact]
    public void It_says_who_it_is_and_what_it_holds()
    {
        FleetTable table = ForwardingFleet.Fleet(
            ForwardingFleet.Row, 1, new ServiceKey(ForwardingFleet.Vip, 80, TransportProtocol.Tcp));
        Assert.Equal(0u, _follower.CreateHello().Generation);

        Assert.Empty(_follower.AcceptSnapshot(table));

        V1.Hello hello = _follower.CreateHello();
        Assert.Equal((V1.Role.Mux, "mux-1", ForwardingFleet.Mux.Value), (hello.Role, hello.Name, hello.Address));
        Assert.Equal((3ul, 7u, table.Digest.Value), (hello.Term, hello.Generation, hello.Digest));
        Assert.NotEmpty(hello.Version);
    }

    [Fact]
    public void A_delta_that_does_not_fit_is_refused_with_the_reason()
    {
        var delta = new FleetDelta(1, new Generation(4), new Generation(5), default, null, []);

        Assert.Contains("from is generation 4", Assert.Single(_follower.AcceptDelta(delta)));
    }

    [Fact]
    public void It_knows_whether_a_controller_is_there()
    {
        _follower.Connected();
        Assert.True(_follower.IsConnected);

        _follower.Disconnected("gone.", superseded: false);
        Assert.False(_follower.IsConnected);
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }
}
