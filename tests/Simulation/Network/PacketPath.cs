using Beamer.Tests.Simulation.Balancers;
using Beamer.Tests.Simulation.Clients;

namespace Beamer.Tests.Simulation.Network;

/// <summary>
/// The way of packets: router, MUX, server, and from server to server. What is lost, its client sends again.
/// </summary>
/// <remarks>
/// The time from client to MUX is left out: it only shifts the time of sending. Answers go from the server straight to
/// the client.
/// </remarks>
internal sealed class PacketPath
{
    private readonly Simulator _world;
    private readonly IBalancer _balancer;
    private readonly NetworkConditions _fabric;
    private readonly SeededRandom _random;
    private readonly bool[] _isDown;
    private int[] _announced;

    internal PacketPath(Simulator world)
    {
        _world = world;
        _balancer = world.Balancer;
        _fabric = world.Plan.Fabric;
        _random = SeededRandom.For(world.Seed, "fabric");
        _isDown = new bool[world.Plan.ServersMax];
        _announced = [.. Enumerable.Range(0, world.Plan.Muxes)];
    }

    internal PacketPool Packets { get; } = new();

    internal ClientPopulation Clients { get; set; } = null!;

    /// <summary>
    /// Ways that are cut: (server, sender), where the sender is another server, or a MUX as <see cref="SenderOf"/>
    /// writes it.
    /// </summary>
    internal Func<int, int, bool>? IsCutOff { get; set; }

    /// <summary>A MUX as a sender: a number below all servers.</summary>
    internal static int SenderOf(int mux) => -1 - mux;

    /// <summary>A server's power is off, or on again.</summary>
    internal void SetDown(int server, bool isDown) => _isDown[server] = isDown;

    internal bool IsDown(int server) => _isDown[server];

    /// <summary>The MUXes that routers know.</summary>
    internal void Announce(params int[] muxes) => _announced = muxes;

    /// <summary>A client's segment, by way of a MUX.</summary>
    internal void Send(int slot)
    {
        ref Packet packet = ref Packets[slot];
        _world.Tally.Packets++;
        packet.Mux = (byte)_announced[MuxIndex(packet)];
        packet.From = Packet.FromMux;
        bool isTraced = _world.Trace.Follows(packet.Flow);
        bool routed = _balancer.TryRoute(ref packet, Packets.Bytes(slot), FlowTable.TupleOf(packet.Flow));
        if (isTraced)
        {
            string what = packet.Attempt == 0 ? $"{packet.Flags}" : $"{packet.Flags} (again, {packet.Attempt})";
            string where = routed ? $"server {packet.At}" : "nowhere";
            _world.Trace.Note($"{what} by MUX {packet.Mux} to {where}; {_balancer.Describe(BucketOf(packet))}");
        }

        if (routed) Carry(slot);
        else Lose(slot);
    }

    /// <summary>A packet comes to a server.</summary>
    internal void Arrive(int slot)
    {
        ref Packet packet = ref Packets[slot];
        int server = packet.At;
        int sender = packet.From == Packet.FromMux ? SenderOf(packet.Mux) : packet.From;
        if (_isDown[server] || IsCutOff?.Invoke(server, sender) == true)
        {
            if (_world.Trace.Follows(packet.Flow)) _world.Trace.Note($"server {server} cannot be reached");
            Lose(slot);
            return;
        }

        ServerDecision decision = _balancer.Decide(ref packet, Packets.Bytes(slot));
        if (_world.Trace.Follows(packet.Flow))
        {
            string to = decision == ServerDecision.Forward ? $" to server {packet.At}" : "";
            _world.Trace.Note($"server {server}: {packet.Flags} {decision}{to}");
        }

        switch (decision)
        {
            case ServerDecision.Forward:
                packet.From = server;
                packet.Forwards++;
                _world.Tally.Forwards++;
                Carry(slot);
                break;
            case ServerDecision.Deliver:
                Deliver(packet, server);
                Packets.Return(slot);
                break;
            default:
                Lose(slot);
                break;
        }
    }

    private int BucketOf(in Packet packet) => _world.Flows[packet.Flow].Bucket;

    private int MuxIndex(in Packet packet) => _world.Plan.Spray
        ? _random.Below(_announced.Length)
        : (int)(_world.Flows.Draw(packet.Flow, int.MinValue) % (uint)_announced.Length);

    private void Carry(int slot)
    {
        if (_random.Chance(_fabric.Loss))
        {
            Lose(slot);
            return;
        }

        if (_random.Chance(_fabric.Duplication)) Add(Packets.Copy(slot));
        Add(slot);
    }

    private void Add(int slot) =>
        _world.Wheel.Add(_world.Now + _fabric.Delay(_random), new SimulatedEvent(EventKind.Packet, slot));

    private void Deliver(in Packet packet, int server)
    {
        if (packet.Segment == 0)
        {
            if (_world.Kernels.TakeSyn(server, packet.Flow)) AnswerSyn(packet, server);
            return;
        }

        if (_world.Kernels.TakeSegment(server, packet.Flow, packet.Flags, packet.Acknowledgment))
        {
            Clients.TakeAnswer(packet);
        }
        else
        {
            Clients.TakeReset(packet.Flow, server);
        }
    }

    private void AnswerSyn(in Packet packet, int server)
    {
        if (_random.Chance(_fabric.Loss))
        {
            int again = Packets.Rent();
            Packets[again] = packet;
            Lose(again);
            return;
        }

        _world.Wheel.Add(
            _world.Now + _fabric.Delay(_random), new SimulatedEvent(EventKind.SynAck, packet.Flow, server));
    }

    /// <summary>Its client will miss the answer, and send it again.</summary>
    private void Lose(int slot)
    {
        ref Packet packet = ref Packets[slot];
        _world.Tally.Drops++;
        if (_world.Trace.Follows(packet.Flow)) _world.Trace.Note($"{packet.Flags} is lost");
        TimeSpan due = _world.Now + ClientPopulation.TimeoutOf(packet);
        _world.Wheel.Add(due, new SimulatedEvent(EventKind.Retransmission, slot));
    }
}
