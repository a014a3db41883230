using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers.Stateless;

/// <summary>
/// Stateless hashing by Maglev's table: no connection table in the MUX, and nothing in front of the servers.
/// </summary>
internal sealed class MaglevBalancer : IBalancer
{
    private readonly List<int> _servers = [];
    private SipKey _key;
    private Simulator _world = null!;
    private TableChannel _channel = null!;
    private short[][] _muxes = [];

    public string Name => "hash";

    /// <summary>Nobody counts sockets by the slots of this table.</summary>
    public int Buckets => 1;

    public int Unsettled => 0;

    public int BucketOf(in Flow flow) => 0;

    public void Start(Simulator world, int servers)
    {
        _world = world;
        ulong key = SeededRandom.For(world.Seed, "key").Next();
        _key = new SipKey(key, ~key);
        _channel = new TableChannel(world);
        _servers.AddRange(Enumerable.Range(0, servers));
        short[] table = MaglevTable.Build(_servers);
        _muxes = [.. Enumerable.Repeat(table, world.Plan.Muxes)];
    }

    public void Add(int server)
    {
        _servers.Add(server);
        Publish();
    }

    public void Drain(int server)
    {
        _servers.Remove(server);
        Publish();
    }

    public void Crash(int server) => Drain(server);

    public void FreezeMux(int mux, TimeSpan length) => _channel.Freeze(mux, _world.Now + length);

    public bool TryRoute(ref Packet packet, Span<byte> bytes, in Flow flow)
    {
        packet.At = _muxes[packet.Mux][FlowHash.Of(_key, flow).Bucket(MaglevTable.Size)];
        return true;
    }

    public ServerDecision Decide(ref Packet packet, Span<byte> bytes) => ServerDecision.Deliver;

    public string Describe(int bucket) => $"{_servers.Count} servers";

    private void Publish()
    {
        _servers.Sort();
        short[] table = MaglevTable.Build(_servers);
        _channel.Send(mux => _muxes[mux] = table);
    }
}
