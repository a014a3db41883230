using Beamer.Lab.Meddling;
using Beamer.Lab.Network;
using Beamer.Lab.Servers;

namespace Beamer.Lab.Daemons;

/// <summary>Every process of the lab: what a scenario starts, stops and kills.</summary>
/// <param name="shape">How its data plane is made.</param>
internal sealed class Machines(FleetShape shape)
{
    private readonly Dictionary<string, DaemonProcess> _daemons = [];

    private readonly Dictionary<LabServer, DaemonProcess> _applications = [];

    /// <summary>Machines that follow another feed than the controller's own.</summary>
    private readonly Dictionary<string, int> _feedPorts = [];

    /// <summary>MUXes that the router sends to.</summary>
    private readonly HashSet<LabMux> _routed = [.. AddressPlan.Muxes];

    public async Task StartControllerAsync(CancellationToken cancellation)
    {
        const string Name = Topology.ControllerName;
        DaemonProcess daemon = Start(Name, Programs.Controller, OptionsFile.ForController());
        await Readiness.WaitAsync(daemon, Name, Name, OptionsFile.ControllerMetricsPort, cancellation);
    }

    /// <summary>Kills it; nothing of it is left when this is done.</summary>
    public Task KillControllerAsync(CancellationToken cancellation)
    {
        DaemonProcess daemon = _daemons[Topology.ControllerName];
        daemon.Kill();
        return daemon.ExitAsync(TimeSpan.FromSeconds(10), cancellation);
    }

    /// <summary>Starts a MUX; whether it is ready is another question, for it waits for its table.</summary>
    public void StartMux(LabMux mux) =>
        Start(mux.Name, Programs.Mux, OptionsFile.ForMux(mux, shape, FeedPort(mux.Name)));

    public Task MuxReadyAsync(LabMux mux, CancellationToken cancellation) =>
        Readiness.WaitAsync(_daemons[mux.Name], mux.Name, mux.Name, OptionsFile.MuxMetricsPort, cancellation);

    public Task StopMuxAsync(LabMux mux, CancellationToken cancellation) => _daemons[mux.Name].StopAsync(cancellation);

    /// <summary>Kills a MUX. The router goes on sending to it until it notices.</summary>
    /// <param name="mux">The victim.</param>
    /// <param name="detection">How long the router takes. The caller waits: a pool's timer may be late.</param>
    public void KillMux(LabMux mux, TimeSpan detection)
    {
        _routed.Remove(mux);
        using PreparedRoute others = Router.Prepare(_routed);
        _daemons[mux.Name].Kill();
        Thread.Sleep(detection);
        others.Apply();
    }

    /// <summary>The router sends to this MUX, or no longer.</summary>
    public void Route(LabMux mux, bool announced)
    {
        if (announced) _routed.Add(mux);
        else _routed.Remove(mux);
        Router.SetNextHops(_routed);
    }

    public void StartAgent(LabServer server) =>
        Start(server.Name, Programs.Agent, OptionsFile.ForAgent(server, shape, FeedPort(server.Name)));

    public Task AgentReadyAsync(LabServer server, CancellationToken cancellation) =>
        Readiness.WaitAsync(
            _daemons[server.Name], server.Name, server.Name, OptionsFile.AgentMetricsPort, cancellation);

    /// <summary>The agent dies without a word; nothing of it is left when this returns.</summary>
    public void KillAgent(LabServer server) => KillWholly(_daemons[server.Name]);

    /// <summary>As above, the application.</summary>
    public void KillApplication(LabServer server) => KillWholly(_applications[server]);

    /// <summary>Starts a new agent beside the old one, which hands over to it and ends by itself.</summary>
    public async Task ReplaceAgentAsync(LabServer server, CancellationToken cancellation)
    {
        DaemonProcess old = _daemons[server.Name];
        StartAgent(server);
        await old.ExitAsync(TimeSpan.FromSeconds(20), cancellation);
        await AgentReadyAsync(server, cancellation);
    }

    /// <summary>The whole server goes at once: its link, its application, its agent.</summary>
    public static void Crash(LabServer server)
    {
        Topology.TakeLinkDown(server.Name);
        Namespaces.KillProcesses(Namespaces.Of(server.Name));
    }

    /// <summary>A crashed server comes up again, without application and agent.</summary>
    public void Reboot(LabServer server) => Topology.Reboot(server, shape);

    public void StartApplications()
    {
        foreach (LabServer server in AddressPlan.Servers) StartApplication(server);
    }

    public void StartApplication(LabServer server)
    {
        if (shape.Application == LabApplication.Web) WebServer.Start(server);
        else _applications[server] = EchoProcess.Start(server);
    }

    /// <summary>Puts a meddler between the controller and these two, which are replaced in all order.</summary>
    public async Task MeddleAsync(LabMux mux, LabServer server, CancellationToken cancellation)
    {
        _feedPorts[mux.Name] = _feedPorts[server.Name] = Meddler.Port;
        _daemons[Meddler.Verb] = DaemonProcess.Start(
            Topology.ControllerName, Meddler.Verb, Environment.ProcessPath!, Meddler.Verb);
        Route(mux, announced: false);
        await StopMuxAsync(mux, cancellation);
        StartMux(mux);
        await MuxReadyAsync(mux, cancellation);
        Route(mux, announced: true);
        await ReplaceAgentAsync(server, cancellation);
    }

    /// <summary>1 when the daemon has ended by itself, else 0.</summary>
    public int HasExited(string name) => _daemons[name].HasExited ? 1 : 0;

    private int FeedPort(string machine) => _feedPorts.GetValueOrDefault(machine, AddressPlan.ControllerPort);

    private static void KillWholly(DaemonProcess process)
    {
        process.Kill();
        process.ExitAsync(TimeSpan.FromSeconds(10), CancellationToken.None).GetAwaiter().GetResult();
    }

    private DaemonProcess Start(string name, string program, string options) =>
        _daemons[name] = DaemonProcess.Start(name, name, program, "--config", options);
}
