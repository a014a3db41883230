using Beamer.Rpc;
using Beamer.Tests.Simulation.Network;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>The MUXes and agents, their streams, the probes of the one to the other, and what befalls them.</summary>
internal sealed class SimulatedFollowers
{
    private static readonly TimeSpan s_probeInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a dead peer keeps its stream: until TCP or the keep-alive of gRPC notices.</summary>
    private static readonly TimeSpan s_silenceNoticed = TimeSpan.FromSeconds(10);

    private readonly Simulator _world;
    private readonly ControlPlane _control;
    private readonly SeededRandom _random;
    private readonly FollowerStream?[] _muxStreams;
    private readonly FollowerStream?[] _agentStreams;
    private readonly FeedConversation[] _muxConversations;
    private readonly FeedConversation?[] _agentConversations;
    private readonly HashSet<int> _withoutController = [];

    internal SimulatedFollowers(Simulator world, ControlPlane control)
    {
        DeltaMemo memo = new();
        _world = world;
        _control = control;
        _random = SeededRandom.For(world.Seed, "followers");
        Agents = new AgentProcess?[world.Plan.ServersMax];
        _agentStreams = new FollowerStream?[world.Plan.ServersMax];
        _agentConversations = new FeedConversation?[world.Plan.ServersMax];
        Muxes = [.. Enumerable.Range(0, world.Plan.Muxes).Select(mux => new MuxProcess(FleetNames.Mux(mux), memo))];
        _muxStreams = new FollowerStream?[Muxes.Length];
        _muxConversations = [.. Muxes.Select(mux => new FeedConversation(mux))];
    }

    internal MuxProcess[] Muxes { get; }

    internal AgentProcess?[] Agents { get; }

    internal void StartMux(int mux)
    {
        ConnectMux(mux);
        _world.Every(s_probeInterval, () => Probe(mux));
    }

    internal void StartAgent(int server)
    {
        AgentProcess agent = Agents[server] ??= new AgentProcess(server, () => _world.Now, _world.Kernels.Counts);
        _agentConversations[server] = new FeedConversation(agent);
        ConnectAgent(server);
    }

    /// <summary>Its power fails.</summary>
    internal void Crash(int server) => _control.Cut(_agentStreams[server]!, s_silenceNoticed);

    /// <summary>It comes up again, as another incarnation.</summary>
    internal void Reboot(int server)
    {
        _world.Path.SetDown(server, false);
        Agents[server]!.Reboot();
        StartAgent(server);
    }

    /// <summary>A MUX goes on forwarding, but reads nothing and probes nobody.</summary>
    internal void FreezeMux(int mux, TimeSpan length)
    {
        _muxStreams[mux]!.IsFrozen = true;
        _world.At(_world.Now + length, () => _control.Thaw(_muxStreams[mux]!));
    }

    /// <summary>A server and the controller do not hear each other.</summary>
    internal void CutOffFromController(int server, TimeSpan length)
    {
        _withoutController.Add(server);
        _control.Cut(_agentStreams[server]!, s_silenceNoticed);
        _world.At(_world.Now + length, () =>
        {
            _withoutController.Remove(server);
            ConnectAgent(server);
        });
    }

    /// <summary>A stream is cut in the middle; its follower notices at once, and its controller soon after.</summary>
    internal void CutAnyStream(SeededRandom random)
    {
        FollowerStream?[] streams = random.Chance(0.2) ? _muxStreams : _agentStreams;
        if (streams[random.Below(streams.Length)] is { } stream)
        {
            _control.Cut(stream, random.Between(TimeSpan.Zero, s_silenceNoticed));
        }
    }

    private void ConnectMux(int mux)
    {
        FollowerStream stream = _control.Connect(Muxes[mux], _muxConversations[mux]);
        stream.IsFrozen = _muxStreams[mux] is { IsFrozen: true };
        stream.Ended = () => Later(() => ConnectMux(mux));
        _muxStreams[mux] = stream;
    }

    private void ConnectAgent(int server)
    {
        if (_world.Path.IsDown(server) || _withoutController.Contains(server)) return;
        AgentProcess agent = Agents[server]!;
        FollowerStream stream = _control.Connect(agent, _agentConversations[server]!);
        stream.Ended = () => Later(() => Reconnect(server, stream));
        _agentStreams[server] = stream;
        agent.Send = message => _control.Say(stream, message);
        agent.Connected();
    }

    private void Reconnect(int server, FollowerStream ended)
    {
        if (_agentStreams[server] == ended) ConnectAgent(server);
    }

    private void Later(Action connect) =>
        _world.At(_world.Now + ReconnectBackoff.Delay(0, _random.NextDouble()), connect);

    private void Probe(int mux)
    {
        MuxProcess prober = Muxes[mux];
        FollowerStream stream = _muxStreams[mux]!;
        if (!stream.IsOpen || stream.IsFrozen) return;
        V1.ProbeReport report = new() { SentAtMilliseconds = (ulong)_world.Now.TotalMilliseconds };
        foreach (Core.Tables.Server server in prober.Table.Configuration.Servers)
        {
            int number = FleetNames.NumberOf(server.Address);
            bool isCut = _world.Path.IsCutOff?.Invoke(number, PacketPath.SenderOf(mux)) == true;
            uint missed = isCut || _world.Path.IsDown(number) ? prober.Missed.GetValueOrDefault(number) + 1 : 0;
            prober.Missed[number] = missed;
            report.Servers.Add(new V1.ProbeReport.Types.Server { Address = server.Address.Value, Missed = missed });
        }

        _control.Say(stream, new V1.FollowerMessage { Probes = report });
    }
}
