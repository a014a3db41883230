using Beamer.Lab.Daemons;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Daemons;

public sealed class DaemonCountersTests
{
    private static readonly DaemonCounters Counters = DaemonCounters.Parse(
        """
        # TYPE beamer_agent_received_total counter
        beamer_agent_received_total{otel_scope_name="Beamer"} 12 1700000000000
        beamer_agent_packets_total{verdict="deliver_new"} 3
        beamer_agent_packets_total{verdict="deliver known"} 4
        beamer_agent_lease 1
        """);

    [Fact]
    public void A_metric_sums_over_its_labels() => Assert.Equal(7, Counters.Sum("beamer_agent_packets_total"));

    [Fact]
    public void A_label_chooses_its_series() =>
        Assert.Equal(3, Counters.Sum("beamer_agent_packets_total", "deliver_new"));

    [Fact]
    public void A_value_stands_before_its_time() => Assert.Equal(12, Counters.Sum("beamer_agent_received_total"));

    [Fact]
    public void A_metric_without_labels_is_read_and_an_unknown_one_is_none()
    {
        Assert.Equal(1, Counters.Sum("beamer_agent_lease"));
        Assert.Equal(0, Counters.Sum("beamer_agent"));
    }
}
