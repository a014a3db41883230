using Beamer.Rpc;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Tests.Simulation.Balancers.Ours;

/// <summary>The MUXes and agents, their streams, and the probes of the one to the other.</summary>
internal sealed class SimulatedFollowers
{
    private static readonly TimeSpan s_probeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_silenceNoticed = TimeSpan.FromSeconds(10);

    private readonly Simulator _world;
    private readonly ControlPlane _control;
    private readonly DeltaMemo _memo = new();
    private readonly FollowerStream?[] _muxStreams;
    private readonly FollowerStream?[] _agentStreams;
    private readonly FeedConversation?[] _agentConversations;

    internal SimulatedFollowers(Simulator world, ControlPlane control)
    {
        _world = world;
        _control = control;
        Agents = new AgentProcess?[world.Plan.ServersMax];
        _agentStreams = new FollowerStream?[world.Plan.ServersMax];
        _agentConversations = new FeedConversation?[world.Plan.ServersMax];
        Muxes = [.. Enumerable.Range(0, world.Plan.Muxes).Select(mux => new MuxProcess(FleetNames.Mux(mux), _memo))];
        _muxStreams = new FollowerStream?[Muxes.Length];
    }

    internal MuxProcess[] Muxes { get; }

    internal AgentProcess?[] Agents { get; }

    internal void StartMux(int mux)
    {
        FeedConversation conversation = new(Muxes[mux]);
        _muxStreams[mux] = _control.Connect(Muxes[mux], conversation);
        _world.Every(s_probeInterval, () => Probe(mux));
    }

    internal void StartAgent(int server)
    {
        AgentProcess agent = Agents[server] ??= new AgentProcess(server, _world);
        _agentConversations[server] = new FeedConversation(agent);
        ConnectAgent(server);
    }

    internal void CrashAgent(int server)
    {
        _world.Path.SetDown(server, true);
        _control.Cut(_agentStreams[server]!, s_silenceNoticed);
    }

    private void ConnectAgent(int server)
    {
        AgentProcess agent = Agents[server]!;
        FollowerStream stream = _control.Connect(agent, _agentConversations[server]!);
        _agentStreams[server] = stream;
        agent.Send = message => _control.Say(stream, message);
        agent.Connected();
    }

    private void Probe(int mux)
    {
        MuxProcess prober = Muxes[mux];
        FollowerStream stream = _muxStreams[mux]!;
        if (!stream.IsOpen || stream.IsFrozen) return;
        V1.ProbeReport report = new();
        foreach (Core.Tables.Server server in prober.Table.Configuration.Servers)
        {
            int number = FleetNames.NumberOf(server.Address);
            bool answers = !_world.Path.IsDown(number) && _world.Path.IsCutOff?.Invoke(number, -1) != true;
            uint missed = answers ? 0 : prober.Missed.GetValueOrDefault(number) + 1;
            prober.Missed[number] = missed;
            report.Servers.Add(new V1.ProbeReport.Types.Server { Address = server.Address.Value, Missed = missed });
        }

        _control.Say(stream, new V1.FollowerMessage { Probes = report });
    }
}
