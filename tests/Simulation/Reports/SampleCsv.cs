using System.Globalization;
using System.Text;

namespace Beamer.Tests.Simulation.Reports;

/// <summary>The time series as comma-separated values (RFC 4180).</summary>
internal static class SampleCsv
{
    internal static string From(IEnumerable<BalancerResult> results)
    {
        StringBuilder text = new("balancer,second,live,broken,packets,forwards,chained_share,unsettled_buckets\r\n");
        foreach (BalancerResult result in results)
        {
            Sample before = default;
            foreach (Sample sample in result.Samples)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{result.Name},{sample.At.TotalSeconds:0},{sample.Live},{sample.Broken},{sample.Packets},");
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{sample.Forwards},{sample.ChainedShareSince(before):0.0000},{sample.Unsettled}\r\n");
                before = sample;
            }
        }

        return text.ToString();
    }
}
