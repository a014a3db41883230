using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>Looks at an agent from its start until it is admitted: until then it must deliver nothing.</summary>
/// <param name="DeliveredBefore">Packets it had delivered in a look that still found it not admitted.</param>
/// <param name="RefusedBefore">Packets it had refused for that reason.</param>
/// <param name="LooksBefore">Looks that found it not admitted.</param>
internal sealed record AdmissionWatch(long DeliveredBefore, long RefusedBefore, int LooksBefore)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    /// <exception cref="LabException">It was not admitted in time.</exception>
    public static async Task<AdmissionWatch> RunAsync(
        LabServer server, TimeSpan pace, CancellationToken cancellation)
    {
        AdmissionWatch seen = new(0, 0, 0);
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            DaemonCounters? counters = DaemonCounters.TryRead(server.Name, OptionsFile.AgentMetricsPort);
            if (counters?.Sum("beamer_agent_admitted") == 1) return seen;
            if (counters is not null) seen = seen.With(counters);
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw new LabException($"{server.Name} was not admitted in {Limit.TotalSeconds} s");
            }

            await Task.Delay(pace, cancellation);
        }
    }

    private AdmissionWatch With(DaemonCounters counters) => new(
        Math.Max(DeliveredBefore, counters.Sum("beamer_agent_packets_total")),
        Math.Max(RefusedBefore, counters.Sum("beamer_agent_dropped_total", "NotAdmitted")),
        LooksBefore + 1);
}
