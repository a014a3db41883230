using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X02: agents of servers with unsettled buckets are replaced while their connections speak.</summary>
internal sealed class AgentRestarts : IExperiment
{
    public string Id => "X02";

    public string Title => "restart the agents of servers with unsettled buckets";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(600, 150);
        int restarts = bench.Size(16, 4);
        await bench.OpenMixAsync(size, TimeSpan.FromMilliseconds(500), cancellation);
        LabServer[] servers = [.. AddressPlan.Servers.Take(AddressPlan.ServersAtStart)];
        // The drained one is previous owner everywhere, the others are current owners of rows that name it.
        await bench.DrainAsync(servers[0], cancellation);
        foreach (EchoConnection connection in bench.Clients.All) connection.ForgetWaits();
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(20));
        for (int restart = 0; restart < restarts; restart++)
        {
            LabServer server = servers[restart % servers.Length];
            await bench.Machines.ReplaceAgentAsync(server, cancellation);
            await bench.ConvergeAsync(status => FleetView.NotFollowing(status, server), cancellation);
        }

        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.Figure("restarts", restarts),
            Criterion.Goal("longest gap", bench.Clients.Tally().LongestWait, TimeSpan.FromMilliseconds(200)),
        ];
    }
}
