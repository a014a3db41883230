using System.Buffers.Binary;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Fleet;
using Beamer.Core.Forwarding;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>Beamer as it is: every packet is bytes, and every decision is made by the production's own code.</summary>
internal sealed class BeamerBalancer(BeamerOptions options) : IBalancer
{
    private SipKey _key;
    private Simulator _world = null!;
    private SimulatedFollowers _followers = null!;

    public string Name => "ours";

    public int Buckets => options.Buckets;

    internal ControlPlane Control { get; private set; } = null!;

    internal SimulatedFollowers Followers => _followers;

    internal BucketTable? Rows => Control.Engine.Committed.Pools.GetValueOrDefault(FleetNames.Pool);

    public int Unsettled => Rows is { } rows ? CountUnsettled(rows) : 0;

    public int BucketOf(in Flow flow) => FlowHash.Of(_key, flow).Bucket(options.Buckets);

    public void Start(Simulator world, int servers)
    {
        _world = world;
        ulong key = SeededRandom.For(world.Seed, "key").Next();
        _key = new SipKey(key, ~key);
        Control = new ControlPlane(world, options);
        _followers = new SimulatedFollowers(world, Control);
        FleetIntent intent = FleetNames.Intent(servers, world.Plan.Muxes, options.Buckets, options.PreviousMax, key);
        Control.Ask((engine, now) => engine.Apply(intent, Wish, now));
        for (int mux = 0; mux < world.Plan.Muxes; mux++) _followers.StartMux(mux);
        for (int server = 0; server < servers; server++) _followers.StartAgent(server);
    }

    public void Add(int server)
    {
        Control.Ask((engine, now) => engine.AddServer(FleetNames.Server(server), Wish, now));
        _followers.StartAgent(server);
    }

    public void Drain(int server) =>
        Control.Ask((engine, now) => engine.Drain(FleetNames.NameOf(server), Wish, now));

    public void Crash(int server) => _followers.Crash(server);

    public void FreezeMux(int mux, TimeSpan length) => _followers.FreezeMux(mux, length);

    public bool TryRoute(ref Packet packet, Span<byte> bytes, in Flow flow)
    {
        if (_followers.Muxes[packet.Mux].Live is not { } table) return false;
        ClientFrame.Write(bytes, packet, flow);
        ForwardingResult result = Forwarder.Forward(bytes, ClientFrame.Start, ClientFrame.Length, table);
        if (result.Verdict != MuxVerdict.Forward) return false;
        packet.Offset = (ushort)result.Offset;
        packet.Length = (ushort)result.Length;
        packet.Generation = result.Generation.Value;
        packet.At = FleetNames.NumberOf(result.Server);
        return true;
    }

    public ServerDecision Decide(ref Packet packet, Span<byte> bytes)
    {
        AgentProcess agent = _followers.Agents[packet.At]!;
        bool isWhole = IPv4Header.TryRead(
            bytes.Slice(packet.Offset, packet.Length), out IPv4Header outer, out DropReason reason);
        Invariant.Require(isWhole && outer.Destination == agent.View.Self, $"a packet arrives whole: {reason}");
        int start = packet.Offset + OuterHeader.Size;
        ReadOnlySpan<byte> datagram = bytes[start..(packet.Offset + packet.Length)];
        if (!Decapsulation.TryRead(datagram, out ChainHeader chain, out int inner, out _)) return ServerDecision.Drop;
        if (!FlowReader.TryRead(datagram[inner..], out PacketSummary summary, out _)) return ServerDecision.Drop;
        IPv4Address source = outer.Source;
        KernelAnswer answer = ChainDecision.NeedsKernel(summary, chain, source, agent.View)
            ? _world.Kernels.Ask(agent.Number, FlowTable.NumberOf(summary.Flow), summary.Acknowledgment)
            : KernelAnswer.None;
        AgentVerdict verdict = ChainDecision.Decide(
            summary, chain, source, agent.View, agent.HasLease, answer, options.ChainRules);
        if (verdict.IsDelivery) return ServerDecision.Deliver;
        if (!verdict.IsForward) return ServerDecision.Drop;
        Forward(ref packet, bytes, agent.View.Self, outer.TypeOfService, verdict);
        return ServerDecision.Forward;
    }

    public string Describe(int bucket) => Rows is { } rows ? $"row {rows[bucket]}" : "no row";

    private ChangeOptions Wish => new("operator", options.Force);

    private static int CountUnsettled(BucketTable rows)
    {
        int unsettled = 0;
        for (int bucket = 0; bucket < rows.Pool.BucketCount; bucket++)
        {
            if (!rows[bucket].IsSettled) unsettled++;
        }

        return unsettled;
    }

    private static void Forward(
        ref Packet packet, Span<byte> bytes, IPv4Address self, byte typeOfService, in AgentVerdict verdict)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(bytes[(packet.Offset + IPv4Header.MinimumSize)..]);
        bool fits = ChainRewrite.TryReplace(bytes, ClientFrame.PacketStart, verdict.Chain, out int start);
        Invariant.Require(fits, "a packet has room for the longest chain");
        int end = packet.Offset + packet.Length;
        OuterHeader outer = new(self, verdict.Target, port, typeOfService);
        outer.Write(bytes[(start - OuterHeader.Size)..], end - start);
        packet.Offset = (ushort)(start - OuterHeader.Size);
        packet.Length = (ushort)(end - packet.Offset);
        packet.At = FleetNames.NumberOf(verdict.Target);
    }
}
