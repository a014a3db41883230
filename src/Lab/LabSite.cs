using Beamer.Lab.Daemons;
using Beamer.Lab.Network;
using Beamer.Lab.Scoring;

namespace Beamer.Lab;

/// <summary>The whole site: network, servers, controller, MUXes and agents. Builds it and removes it.</summary>
internal static class LabSite
{
    /// <summary>Builds everything; all is ready and the first servers are active when this is done.</summary>
    public static async Task<Machines> BuildAsync(
        FleetShape shape, Scoreboard scoreboard, CancellationToken cancellation)
    {
        Remove();
        scoreboard.Say("Building the network: client, router, fabric, 2 MUXes, 5 servers, controller.");
        if (shape.MuxesInKernel || shape.AgentsInKernel) KernelPrograms.Prepare();
        Topology.Build(shape);
        Machines machines = new(shape);
        machines.StartApplications();
        scoreboard.Say("Starting the controller, the MUXes and the agents.");
        await machines.StartControllerAsync(cancellation);
        LabServer[] first = [.. AddressPlan.Servers.Take(AddressPlan.ServersAtStart)];
        FleetOperator.Apply(new FleetDeclaration(first));
        foreach (LabMux mux in AddressPlan.Muxes) machines.StartMux(mux);
        foreach (LabServer server in first) machines.StartAgent(server);
        using StatusFeed feed = new(OptionsFile.OperatorSocket);
        await new FleetOperator(feed).AwaitAsync(
            status => FleetView.First(first, server => FleetView.NotServing(status, server))
                ?? FleetView.NotConverged(status, AddressPlan.Muxes),
            cancellation);
        foreach (LabMux mux in AddressPlan.Muxes) await machines.MuxReadyAsync(mux, cancellation);
        foreach (LabServer server in first) await machines.AgentReadyAsync(server, cancellation);
        return machines;
    }

    /// <summary>Removes what any run left, alive or dead.</summary>
    public static void Remove()
    {
        Topology.Remove();
        Workspace.Remove();
    }
}
