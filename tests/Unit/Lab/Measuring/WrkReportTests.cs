using Beamer.Lab;
using Beamer.Lab.Measuring;
using Xunit;

namespace Beamer.Tests.Unit.Lab.Measuring;

public sealed class WrkReportTests
{
    private const string Good = """
        Running 3s test @ http://192.0.2.10:80/who
          1 threads and 32 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.62ms  812.00us  21.30ms   93.13%
            Req/Sec    20.21k     1.05k   22.42k    70.00%
          Latency Distribution
             50%  940.00us
             75%    1.75ms
             90%    2.21ms
             99%    4.03ms
          60312 requests in 3.00s, 10.13MB read
        Requests/sec:  20098.44
        Transfer/sec:      3.37MB

        """;

    [Fact]
    public void Rate_and_latencies_are_read_in_their_units()
    {
        WrkReport report = WrkReport.Parse(Good);

        Assert.Equal(20098.44, report.RequestsPerSecond);
        Assert.Equal(TimeSpan.FromMicroseconds(940), report.Median);
        Assert.Equal(TimeSpan.FromMilliseconds(4.03), report.Percentile99);
        Assert.Equal(0, report.Errors);
    }

    [Fact]
    public void Failed_connections_and_bad_answers_are_errors()
    {
        string text = Good.Replace(
            "Requests/sec",
            "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 5\nRequests/sec",
            StringComparison.Ordinal);

        Assert.Equal(15, WrkReport.Parse(text).Errors);
    }

    [Theory]
    [InlineData("unable to connect to 192.0.2.10:80 Connection refused")]
    [InlineData("Requests/sec:  20098.44")]
    public void Something_else_is_refused_with_what_it_said(string text)
    {
        LabException refusal = Assert.Throws<LabException>(() => WrkReport.Parse(text));

        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }
}
