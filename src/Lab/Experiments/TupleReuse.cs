using System.Diagnostics;
using System.Net;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;

namespace Beamer.Lab.Experiments;

/// <summary>
/// X15: clients vanish without a word, their buckets move, and new clients come from the same addresses and ports,
/// while the old servers still hold the old connections. Twice, and then the first server comes back.
/// </summary>
internal sealed class TupleReuse : IExperiment
{
    private static readonly EchoPlan Plan = new() { Pace = TimeSpan.FromSeconds(1) };
    private static readonly TimeSpan Hurry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    public string Id => "X15";

    public string Title => "re-use addresses and ports of vanished clients after their buckets moved";

    public async Task<IReadOnlyList<Criterion>> RunAsync(Bench bench, CancellationToken cancellation)
    {
        int size = bench.Size(1000, 200);
        await bench.OpenAsync(size, Plan, cancellation);
        (LabServer first, LabServer second) = (AddressPlan.Servers[0], AddressPlan.Servers[1]);
        List<EchoConnection> reused = [];
        await bench.DrainAsync(first, cancellation);
        reused.AddRange(await ReplaceAsync(bench, first, cancellation));
        await bench.DrainAsync(second, cancellation);
        reused.AddRange(await ReplaceAsync(bench, second, cancellation));
        bench.Declare(fleet => fleet.Undrain(first));
        await bench.ConvergeAsync(_ => null, cancellation);
        await bench.Clients.ProgressAsync(cancellation);
        EchoConnection[] third =
            [.. await ReplaceAsync(bench, AddressPlan.Servers[2], cancellation)];
        double chatter = await ResentPerSecondAsync([first, second], cancellation);
        IReadOnlyList<Criterion> harm = await bench.JudgeAsync(cancellation);
        TimeSpan[] handshakes = [.. reused.Where(one => one.Answers > 0).Select(one => one.Handshake).Order()];
        return
        [
            .. harm,
            Criterion.AtLeast("tuples re-used after a move", reused.Count, size / 4),
            Criterion.Exactly("of them answered", handshakes.Length, reused.Count),
            Criterion.None("of them by the old server", reused.Count(one => one.Home == first.Number)),
            Criterion.Goal(
                "99 % of their handshakes within", handshakes[(int)(handshakes.Length * 0.99)],
                TimeSpan.FromMilliseconds(5)),
            Criterion.Figure("tuples re-used without a move", third.Length),
            Criterion.Exactly("of those answered", third.Count(one => one.Answers > 0), third.Length),
            Criterion.AtMost("segments sent again by old servers", Math.Round(chatter, 1), 10, "/s"),
        ];
    }

    /// <summary>Lets the clients of a server vanish and connects again from where they were.</summary>
    private static async Task<IReadOnlyList<EchoConnection>> ReplaceAsync(
        Bench bench, LabServer server, CancellationToken cancellation)
    {
        EchoConnection[] old = [.. bench.Clients.Live.Where(connection => connection.Home == server.Number)];
        foreach (EchoConnection connection in old) connection.Vanish();
        while (old.Any(connection => !connection.HasEnded)) await Task.Delay(20, cancellation);
        List<EchoConnection> newcomers = [];
        foreach (IPEndPoint tuple in old.Select(connection => connection.Local!))
        {
            EchoConnection newcomer = await bench.Clients.BeginAsync(Plan, tuple);
            newcomers.Add(newcomer);
            // One after the other where it goes as it should, so that a handshake's time is its own.
            await Task.WhenAny(newcomer.Established, Task.Delay(Hurry, cancellation));
        }

        foreach (EchoConnection newcomer in newcomers) await newcomer.Established.WaitAsync(cancellation);
        return newcomers;
    }

    private static async Task<double> ResentPerSecondAsync(
        IReadOnlyList<LabServer> servers, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        long before = servers.Sum(KernelCounters.SegmentsSentAgain);
        await Task.Delay(Quiet, cancellation);
        return (servers.Sum(KernelCounters.SegmentsSentAgain) - before)
            / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
