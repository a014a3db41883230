using Beamer.Core.Wire;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Clients;

/// <summary>All clients: they open connections, speak, repeat what is not answered, and close.</summary>
internal sealed class ClientPopulation(Simulator world, PacketPath path)
{
    private const int SynRetriesMax = 6;
    private const int DataRetriesMax = 15;
    private static readonly TimeSpan s_synTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_dataTimeout = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_timeoutMax = TimeSpan.FromSeconds(120);

    private readonly Workload _workload = world.Plan.Workload;
    private readonly SeededRandom _random = SeededRandom.For(world.Seed, "clients");
    private TimeSpan _arrival = world.Plan.Workload.First;
    private bool _allCame;
    private int _opening;

    /// <summary>Whether everybody came and nobody is left.</summary>
    internal bool AreGone => _allCame && _opening == 0 && world.Tally.Live == 0;

    internal void Start()
    {
        path.Clients = this;
        world.Wheel.Add(_arrival, new SimulatedEvent(EventKind.Arrival, 0));
    }

    /// <summary>How long a client waits for an answer before it sends again.</summary>
    internal static TimeSpan TimeoutOf(in Packet packet)
    {
        TimeSpan first = packet.Segment == 0 ? s_synTimeout : s_dataTimeout;
        TimeSpan timeout = first * (1 << Math.Min((int)packet.Attempt, 12));
        return timeout < s_timeoutMax ? timeout : s_timeoutMax;
    }

    /// <summary>The next client comes.</summary>
    internal void Arrive()
    {
        // Counted from when the last one was due, not from the tick in which it came.
        _arrival += _random.Exponential(TimeSpan.FromSeconds(1 / _workload.Rate));
        TimeSpan duration = _workload.Duration(_random);
        int flow = world.Flows.Add(new ClientFlow
        {
            EndsAt = world.Now + duration,
            Bucket = world.Balancer.BucketOf(FlowTable.TupleOf(world.Flows.Count)),
            Home = ClientFlow.NoServer,
            Socket = ClientFlow.NoServer,
            Status = FlowStatus.Opening,
        });
        world.Tally.Requests++;
        _opening++;
        if (world.Trace.Follows(flow)) world.Trace.Note($"{FlowTable.TupleOf(flow)} opens; {Rows(flow)}");
        Send(flow, TcpFlags.Syn);
        _allCame = _arrival > _workload.Last;
        if (!_allCame) world.Wheel.Add(_arrival, new SimulatedEvent(EventKind.Arrival, 0));
    }

    internal void TakeSynAck(int flow, int server)
    {
        ref ClientFlow one = ref world.Flows[flow];
        if (world.Trace.Follows(flow)) world.Trace.Note($"its client gets the SYN-ACK of server {server}");
        if (one.Status != FlowStatus.Opening) return;
        world.Kernels.Choose(server, flow);
        one.Status = FlowStatus.Established;
        one.Home = (short)server;
        _opening--;
        world.Tally.Established++;
        if (one.Socket == server) SendData(flow);
        else NoteHomeCrashed(flow);
    }

    /// <summary>A connection's pause is over.</summary>
    internal void SendNext(int flow)
    {
        if (world.Flows[flow].IsLive) SendData(flow);
    }

    /// <summary>A packet was not answered in time.</summary>
    internal void SendAgain(int slot)
    {
        ref Packet packet = ref world.Path.Packets[slot];
        ref ClientFlow one = ref world.Flows[packet.Flow];
        bool isSyn = packet.Segment == 0;
        bool isWanted = isSyn ? one.Status == FlowStatus.Opening : one.IsLive;
        if (!isWanted)
        {
            path.Packets.Return(slot);
            return;
        }

        if (packet.Attempt == (isSyn ? SynRetriesMax : DataRetriesMax))
        {
            GiveUp(packet.Flow, isSyn);
            path.Packets.Return(slot);
            return;
        }

        packet.Attempt++;
        packet.Forwards = 0;
        world.Tally.Retransmissions++;
        path.Send(slot);
    }

    /// <summary>A server that owns no such connection answered.</summary>
    internal void TakeReset(int flow, int server)
    {
        ref ClientFlow one = ref world.Flows[flow];
        if (!one.IsLive) return;
        Break(flow, FlowStatus.Reset, server);
        world.Tally.Reset++;
    }

    /// <summary>The home has taken a segment.</summary>
    internal void TakeAnswer(in Packet packet)
    {
        ref ClientFlow one = ref world.Flows[packet.Flow];
        world.Tally.NoteStall(world.Now - packet.FirstSent, packet.Flow);
        if ((packet.Flags & TcpFlags.Fin) == 0 || !one.IsLive) return;
        one.Status = FlowStatus.Closed;
        world.Tally.Closed++;
    }

    /// <summary>The server that owns a connection has lost it.</summary>
    internal void NoteHomeCrashed(int flow)
    {
        world.Flows[flow].Status = FlowStatus.HomeCrashed;
        world.Tally.HomeCrashed++;
        if (world.Trace.Follows(flow)) world.Trace.Note("its home crashed");
    }

    private string Rows(int flow) => world.Balancer.Describe(world.Flows[flow].Bucket);

    private void SendData(int flow)
    {
        ref ClientFlow one = ref world.Flows[flow];
        bool isRequest = one.Sent == 1;
        if (!isRequest && world.Now >= one.EndsAt)
        {
            Send(flow, TcpFlags.Fin | TcpFlags.Ack);
            return;
        }

        double share = (world.Flows.Draw(flow, one.Sent) >> 11) * (1.0 / (1UL << 53));
        Send(flow, TcpFlags.Ack | TcpFlags.Psh);
        TimeSpan next = world.Now + new TimeSpan((long)(-Math.Log(1 - share) * _workload.Pause.Ticks));
        if (next > one.EndsAt) next = one.EndsAt;
        world.Wheel.Add(next, new SimulatedEvent(EventKind.Segment, flow));
    }

    private void Send(int flow, TcpFlags flags)
    {
        ref ClientFlow one = ref world.Flows[flow];
        int slot = path.Packets.Rent();
        path.Packets[slot] = new Packet
        {
            FirstSent = world.Now,
            Flow = flow,
            Segment = one.Sent++,
            From = Packet.FromMux,
            Flags = flags,
            Acknowledgment = flags == TcpFlags.Syn ? 0 : world.Flows.InitialSequence(flow, one.Home) + 1,
        };
        path.Send(slot);
    }

    private void GiveUp(int flow, bool isSyn)
    {
        if (!isSyn)
        {
            Break(flow, FlowStatus.Lost, world.Flows[flow].Home);
            world.Tally.Lost++;
            return;
        }

        world.Flows[flow].Status = FlowStatus.Refused;
        world.Kernels.Close(flow);
        world.Tally.Refused++;
        _opening--;
    }

    private void Break(int flow, FlowStatus how, int server)
    {
        const int ViolationsMax = 16;
        world.Flows[flow].Status = how;
        world.Kernels.Close(flow);
        if (world.Trace.Follows(flow)) world.Trace.Note($"BROKEN: {how} by server {server}; {Rows(flow)}");
        if (world.Violations.Count < ViolationsMax)
        {
            world.Violations.Add(new Violation(flow, world.Now, how, server));
        }
    }
}
