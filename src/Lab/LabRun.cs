using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Events;
using Beamer.Lab.Load;
using Beamer.Lab.Scoring;

namespace Beamer.Lab;

/// <summary>What the lab's verbs do.</summary>
internal static class LabRun
{
    private static readonly TimeSpan EstablishLimit = TimeSpan.FromSeconds(20);

    /// <summary>Builds everything, runs the scenario and removes everything, however it ends.</summary>
    /// <returns>The status to exit with: 0 when no connection was harmed and every event came to its end.</returns>
    public static async Task<int> ScenarioAsync(
        LoadShape load, FleetShape fleet, TimeSpan pause, Keepsakes kept, CancellationToken cancellation)
    {
        using LabLock held = LabLock.Take();
        Scoreboard scoreboard = new(Console.Out, !Console.IsOutputRedirected);
        try
        {
            Machines machines = await LabSite.BuildAsync(fleet, scoreboard, cancellation);
            using StatusFeed feed = new(OptionsFile.OperatorSocket);
            using LoadGenerator clients = new(load);
            await EstablishAsync(clients, cancellation);
            Stage stage = new(machines, new FleetOperator(feed), clients);
            IReadOnlyList<EventRecord> records =
                await new Scenario(stage, scoreboard, pause).RunAsync(Scenario.Events(fleet), cancellation);
            kept.KeepReport(path => ReportFile.Write(path, records));
            Score score = Score.Of(records);
            scoreboard.Say(score.Line);
            return score.IsClean && records.All(record => record.Problem is null) ? 0 : 1;
        }
        finally
        {
            kept.KeepLogs();
            LabSite.Remove();
        }
    }

    /// <summary>Builds everything and leaves it running.</summary>
    public static async Task UpAsync(CancellationToken cancellation)
    {
        using LabLock held = LabLock.Take();
        Scoreboard scoreboard = new(Console.Out, isTerminal: false);
        try
        {
            await LabSite.BuildAsync(new FleetShape(), scoreboard, cancellation);
        }
        catch
        {
            LabSite.Remove();
            throw;
        }

        scoreboard.Say($"The lab is up. Its files are in {Workspace.Root}; give orders with");
        scoreboard.Say($"  {Programs.Operator} --controller {FleetOperator.Address} status");
        scoreboard.Say("Look around with 'shell client' (router, mux1, s1, ctl ...), remove it with 'down'.");
    }

    /// <summary>Builds everything and shows the load, second by second, until it is interrupted.</summary>
    public static async Task DemoAsync(LoadShape shape, CancellationToken cancellation)
    {
        using LabLock held = LabLock.Take();
        Scoreboard scoreboard = new(Console.Out, isTerminal: false);
        try
        {
            await LabSite.BuildAsync(new FleetShape(), scoreboard, cancellation);
            using LoadGenerator load = new(shape);
            scoreboard.Say("Load runs until Ctrl-C. Try, beside it:");
            scoreboard.Say($"  {Programs.Operator} --controller {FleetOperator.Address} drain s2");
            scoreboard.Heading();
            long started = Stopwatch.GetTimestamp();
            while (true)
            {
                TimeSpan start = Stopwatch.GetElapsedTime(started);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                scoreboard.Show(new EventRecord(
                    Homes(load), start, Stopwatch.GetElapsedTime(started), load.CloseInterval(), Problem: null));
            }
        }
        finally
        {
            LabSite.Remove();
        }
    }

    /// <summary>Removes what any run left, alive or dead.</summary>
    public static void Down()
    {
        using LabLock held = LabLock.Take();
        LabSite.Remove();
    }

    private static async Task EstablishAsync(LoadGenerator load, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        while (!load.IsEstablished)
        {
            if (Stopwatch.GetElapsedTime(started) > EstablishLimit)
            {
                throw new LabException($"Not all downloads got content in {EstablishLimit.TotalSeconds} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    private static string Homes(LoadGenerator load) =>
        string.Join(' ', load.Homes.OrderBy(home => home.Key).Select(home => $"s{home.Key}:{home.Value}"));
}
