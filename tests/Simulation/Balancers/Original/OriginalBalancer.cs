using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers.Original;

/// <summary>
/// Beamer as published in 2018: one previous owner (K = 1), sent on for 240 s by the clock, a history that servers
/// learn from data packets, and tables that each MUX takes when it gets them.
/// </summary>
/// <remarks>
/// What a server that leaves does is the same as for all: it stays up for as long as it has connections. All clocks
/// show the same time. Table changes travel as fast as those of the others.
/// </remarks>
internal sealed class OriginalBalancer(int buckets) : IBalancer
{
    private SipKey _key;
    private Simulator _world = null!;
    private TableChannel _channel = null!;
    private BucketRing _ring = null!;
    private OriginalServer[] _servers = [];
    private (BucketRing.Entry[] Entries, uint Generation)[] _muxes = [];
    private uint _generation = 1;

    public string Name => "beamer-2018";

    public int Buckets => buckets;

    public int Unsettled => _ring.Entries.Count(
        entry => entry.Moved > 0 && Seconds <= entry.Moved + OriginalServer.ChainSeconds);

    public int BucketOf(in Flow flow) => FlowHash.Of(_key, flow).Bucket(buckets);

    public void Start(Simulator world, int servers)
    {
        _world = world;
        ulong key = SeededRandom.For(world.Seed, "key").Next();
        _key = new SipKey(key, ~key);
        _channel = new TableChannel(world);
        _ring = new BucketRing(buckets, world.Plan.ServersMax, servers);
        _servers = [.. Enumerable.Range(0, world.Plan.ServersMax).Select(one => new OriginalServer(one, buckets))];
        _muxes = new (BucketRing.Entry[], uint)[world.Plan.Muxes];
        for (int mux = 0; mux < _muxes.Length; mux++) _muxes[mux] = ([.. _ring.Entries], _generation);
    }

    public void Add(int server) => Change(server, isWanted: true);

    public void Drain(int server) => Change(server, isWanted: false);

    public void Crash(int server) => Change(server, isWanted: false);

    public void FreezeMux(int mux, TimeSpan length) => _channel.Freeze(mux, _world.Now + length);

    public bool TryRoute(ref Packet packet, Span<byte> bytes, in Flow flow)
    {
        ref (BucketRing.Entry[] Entries, uint Generation) mux = ref _muxes[packet.Mux];
        BucketRing.Entry entry = mux.Entries[_world.Flows[packet.Flow].Bucket];
        packet.At = entry.Current;
        packet.Previous = entry.Previous;
        packet.Moved = entry.Moved;
        packet.Generation = mux.Generation;
        return true;
    }

    public ServerDecision Decide(ref Packet packet, Span<byte> bytes) =>
        _servers[packet.At].Decide(ref packet, _world.Flows[packet.Flow].Bucket, _world.Kernels, Seconds);

    public string Describe(int bucket) => _ring.Entries[bucket].ToString();

    private uint Seconds => 1 + (uint)_world.Now.TotalSeconds;

    private void Change(int server, bool isWanted)
    {
        List<KeyValuePair<int, BucketRing.Entry>> moved = _ring.Change(server, isWanted, Seconds);
        uint generation = ++_generation;
        _channel.Send(mux =>
        {
            foreach ((int bucket, BucketRing.Entry entry) in moved) _muxes[mux].Entries[bucket] = entry;
            _muxes[mux].Generation = generation;
        });
    }
}
