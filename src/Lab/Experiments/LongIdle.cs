using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X16: connections that were silent through many changes of the table find their server.</summary>
internal sealed class LongIdle : IExperiment
{
    public string Id => "X16";

    public string Title => "idle connections, twenty changes of the table, then one message each";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(5000, 500);
        int changes = bench.Size(20, 4);
        await bench.OpenAsync(size, new EchoPlan { Pace = EchoPlan.WhenCalled }, cancellation);
        for (int change = 0; change < changes; change++)
        {
            LabServer server = AddressPlan.Servers[change % AddressPlan.ServersAtStart];
            bench.Declare(fleet => fleet.Weigh(server, fleet.WeightOf(server) == 100 ? 50 : 100));
            await bench.ConvergeAsync(_ => null, cancellation);
            bench.Auditor.Audit(bench.Clients);
        }

        long before = bench.Clients.Tally().Answers;
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        return
        [
            .. harm,
            Criterion.Figure("changes", changes),
            Criterion.Exactly("echoes after them", bench.Clients.Tally().Answers - before, size),
            Criterion.Duration("longest wait", bench.Clients.Tally().LongestWait),
        ];
    }
}
