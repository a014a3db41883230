using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Meddling;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X28: one MUX and one agent get bad messages between the good ones, under load.</summary>
internal sealed class BadTables : IExperiment
{
    public string Id => "X28";

    public string Title => "damaged tables, deltas and preparations for one MUX and one agent";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(600, 150);
        int changes = bench.Size(20, 4);
        (LabMux mux, LabServer server) = (AddressPlan.Muxes[1], AddressPlan.Servers[3]);
        await bench.OpenMixAsync(size, TimeSpan.FromSeconds(1), cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(30));
        await bench.Machines.MeddleAsync(mux, server, cancellation);
        await bench.ConvergeAsync(status => FleetView.NotFollowing(status, server), cancellation);
        foreach (EchoConnection connection in bench.Clients.All) connection.ForgetWaits();
        for (int change = 0; change < changes; change++)
        {
            LabServer other = AddressPlan.Servers[change % AddressPlan.ServersAtStart];
            bench.Declare(fleet => fleet.Weigh(other, fleet.WeightOf(other) == 100 ? 60 : 100));
            await bench.ConvergeAsync(_ => null, cancellation);
            bench.Auditor.Audit(bench.Clients);
        }

        int crashed = bench.Machines.HasExited(mux.Name) + bench.Machines.HasExited(server.Name);
        MeddlingCounts counts = MeddlingTally.Read();
        return
        [
            .. await bench.JudgeAsync(cancellation),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.Figure("good messages", counts.Good),
            Criterion.None("of them refused", counts.GoodRefused),
            Criterion.AtLeast("bad messages", counts.Bad, 50 * changes),
            Criterion.None("of them accepted", counts.BadAccepted),
            Criterion.Exactly("of them refused", counts.BadRefused, counts.Bad),
            Criterion.None("daemons that ended", crashed),
            Criterion.Duration("longest stall", bench.Clients.Tally().LongestWait),
        ];
    }
}
