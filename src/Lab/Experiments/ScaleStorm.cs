using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X03: servers come and go, again and again, while thousands of connections live through all of it.</summary>
internal sealed class ScaleStorm : IExperiment
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public string Id => "X03";

    public string Title => "scale out and in, again and again, under live connections";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(3000, 400);
        int changes = bench.Size(24, 3);
        await bench.OpenAsync(size, new EchoPlan { Pace = TimeSpan.FromSeconds(3) }, cancellation);
        bench.Clients.StartArrivals(TimeSpan.FromMilliseconds(40));
        uint queued = 0;
        for (int change = 0; change < changes; change++)
        {
            await ChangeAsync(bench, change, cancellation);
            await Task.Delay(Rest, cancellation);
            bench.Auditor.Audit(bench.Clients);
            queued = Math.Max(queued, await bench.Operator.QueuedAsync(cancellation));
        }

        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        return
        [
            .. harm,
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, size),
            Criterion.Figure("changes", changes),
            Criterion.Figure("tables audited", bench.Auditor.Audits),
            Criterion.Figure("most moves queued", queued),
            Criterion.Duration("longest stall", bench.Clients.Tally().LongestWait),
        ];
    }

    /// <summary>First a fifth server; then each in turn goes and comes back.</summary>
    private static async Task ChangeAsync(Bench bench, int change, CancellationToken cancellation)
    {
        if (change == 0)
        {
            LabServer fifth = AddressPlan.Servers[^1];
            bench.Machines.StartAgent(fifth);
            bench.Declare(fleet => fleet with { Servers = AddressPlan.Servers });
            await bench.ConvergeAsync(status => FleetView.NotServing(status, fifth), cancellation);
            return;
        }

        LabServer server = AddressPlan.Servers[(change - 1) / 2 % AddressPlan.Servers.Count];
        if (change % 2 == 1)
        {
            await bench.DrainAsync(server, cancellation);
        }
        else
        {
            bench.Declare(fleet => fleet.Undrain(server));
            await bench.ConvergeAsync(_ => null, cancellation);
        }
    }
}
