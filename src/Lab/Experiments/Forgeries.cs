using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>X37: forged tunnel packets, from a client, from a server outside of the fleet, from inside it.</summary>
internal sealed class Forgeries : IExperiment
{
    /// <summary>Of the format: the first sending, and as many forwards as K = 2 and two re-routes may need.</summary>
    private const int HopBudget = 8;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public string Id => "X37";

    public string Title => "forged tunnel packets, from strangers and from a MUX's own address";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        // Silent while it lasts, so that every packet that an agent lets through is a forged one.
        int live = bench.Size(300, 60);
        await bench.OpenAsync(live, new EchoPlan { Pace = EchoPlan.WhenCalled }, cancellation);
        await Task.Delay(Settling, cancellation);
        int strangers = bench.Size(500_000, 10_000);
        Flood fromStrangers = await Flood.MeasureAsync(
            () =>
            {
                ForgedDatagrams.Send("client", strangers, seed: 37, isWellFormed: false);
                ForgedDatagrams.Send(AddressPlan.Servers[^1].Name, strangers, seed: 38, isWellFormed: false);
            },
            Settling,
            cancellation);
        int insiders = bench.Size(20_000, 2_000);
        Flood fromInside = await Flood.MeasureAsync(
            () => ForgedDatagrams.Send(AddressPlan.Muxes[0].Name, insiders, seed: 39, isWellFormed: true),
            Settling,
            cancellation);
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        return
        [
            .. harm.Where(criterion => criterion.Name != Bench.HopBudgetsName),
            Criterion.AtLeast("live at the end", bench.Clients.Tally().Live, live),
            Criterion.Figure("forged by strangers", 2 * strangers),
            Criterion.AtLeast("of them decided about", fromStrangers.Received, 1.98 * strangers),
            Criterion.None("of them delivered or forwarded", fromStrangers.LetThrough),
            Criterion.Figure("forged with a MUX's address", insiders),
            Criterion.AtMost(
                "datagrams that each caused", Math.Round((double)fromInside.Received / insiders, 2), 1 + HopBudget),
            Criterion.Exactly("still on their way 2 s later", fromInside.Late, 0),
        ];
    }

    /// <summary>What the agents did while and after something was sent to them.</summary>
    private sealed record Flood(long Received, long LetThrough, long Late)
    {
        public static async Task<Flood> MeasureAsync(
            Action send, TimeSpan settling, CancellationToken cancellation)
        {
            (long received, long through) = Read();
            await Task.Run(send, cancellation);
            await Task.Delay(settling, cancellation);
            (long receivedThen, long throughThen) = Read();
            await Task.Delay(settling, cancellation);
            (_, long throughLast) = Read();
            return new Flood(receivedThen - received, throughThen - through, throughLast - throughThen);
        }

        private static (long Received, long Through) Read()
        {
            DaemonCounters[] all = [.. AddressPlan.Servers
                .Select(server => DaemonCounters.TryRead(server.Name, OptionsFile.AgentMetricsPort))
                .OfType<DaemonCounters>()];
            long probes = all.Sum(counters => counters.Sum("beamer_agent_probes_total"));
            return (all.Sum(counters => counters.Sum("beamer_agent_received_total")) - probes,
                all.Sum(counters => counters.Sum("beamer_agent_packets_total")));
        }
    }
}
