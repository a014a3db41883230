using System.Globalization;
using System.Text.Json;
using Beamer.Lab.Network;
using Beamer.Lab.Scoring;
using Beamer.Lab.Servers;

namespace Beamer.Lab.Measuring;

/// <summary>What the balancer costs a client: short requests through it, and past it, in turn.</summary>
/// <remarks>
/// Past it, the router spreads the same flows over the same servers by itself. All of it, clients and servers included,
/// shares this machine's processors: the ratio says more than the rate.
/// </remarks>
internal sealed class HttpMeasurement(int rounds, TimeSpan duration, int connections)
{
    private readonly List<WrkReport> _direct = [];
    private readonly List<WrkReport> _balanced = [];

    /// <summary>Builds a fleet, measures, removes everything.</summary>
    /// <returns>The status to exit with: 0 when no request failed.</returns>
    public async Task<int> RunAsync(FleetShape fleet, Keepsakes kept, CancellationToken cancellation)
    {
        using LabLock held = LabLock.Take();
        Scoreboard scoreboard = new(Console.Out, isTerminal: false);
        try
        {
            await LabSite.BuildAsync(fleet, scoreboard, cancellation);
            for (int round = 0; round < rounds; round++)
            {
                cancellation.ThrowIfCancellationRequested();
                Router.SetNextHops(AddressPlan.Servers.Take(AddressPlan.ServersAtStart));
                _direct.Add(Request());
                Router.SetNextHops(AddressPlan.Muxes);
                _balanced.Add(Request());
            }

            Say(scoreboard);
            kept.KeepReport(path => File.WriteAllText(
                path, JsonSerializer.Serialize(new { Direct = _direct, Balanced = _balanced }) + "\n"));
            return _direct.Concat(_balanced).All(report => report.Errors == 0) ? 0 : 1;
        }
        finally
        {
            kept.KeepLogs();
            LabSite.Remove();
        }
    }

    private WrkReport Request() => WrkReport.Parse(HostTool.Run(
        "ip", "netns", "exec", Namespaces.Of("client"), "wrk", "--latency", "-t", "1",
        "-c", connections.ToString(CultureInfo.InvariantCulture),
        "-d", string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0}s"),
        $"http://{AddressPlan.Vip}:{AddressPlan.ServicePort}{WebServer.ShortPath}"));

    private void Say(Scoreboard scoreboard)
    {
        scoreboard.Say("| way | requests/s | p50, ms | p99, ms | failed |");
        scoreboard.Say("|---|---|---|---|---|");
        scoreboard.Say(Row("past the balancer (ECMP)", _direct));
        scoreboard.Say(Row("through the balancer", _balanced));
        double ratio = Figure.Of(_balanced, report => report.RequestsPerSecond).Median
            / Figure.Of(_direct, report => report.RequestsPerSecond).Median;
        scoreboard.Say($"through / past: {ratio:0.00}; {rounds} rounds of {duration.TotalSeconds} s in turn, "
            + $"{connections} connections; median (minimum–maximum)");
    }

    private static string Row(string way, List<WrkReport> reports)
    {
        Figure rate = Figure.Of(reports, report => report.RequestsPerSecond);
        Figure median = Figure.Of(reports, report => report.Median.TotalMilliseconds);
        Figure late = Figure.Of(reports, report => report.Percentile99.TotalMilliseconds);
        return $"| {way} | {rate:N0} | {median:N2} | {late:N2} | {reports.Sum(report => report.Errors)} |";
    }
}
