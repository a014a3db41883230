using System.Diagnostics;
using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Scoring;

namespace Beamer.Lab.Experiments;

/// <summary>Runs experiments one after the other, each on a fleet of its own.</summary>
/// <param name="fleet">How the fleets are made.</param>
/// <param name="isShort">Smaller sizes.</param>
/// <param name="kept">What outlives the run.</param>
internal sealed class ExperimentRun(FleetShape fleet, bool isShort, Keepsakes kept)
{
    /// <summary>Longer than any experiment: what hangs ends, and says so.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Scoreboard _scoreboard = new(Console.Out, !Console.IsOutputRedirected);

    /// <returns>The status to exit with: 0 when all passed.</returns>
    public async Task<int> RunAsync(IReadOnlyList<IExperiment> experiments, CancellationToken cancellation)
    {
        using LabLock held = LabLock.Take();
        List<Verdict> verdicts = [];
        foreach (IExperiment experiment in experiments)
        {
            _scoreboard.Say($"{experiment.Id}: {experiment.Title}");
            Verdict verdict = await RunAsync(experiment, cancellation);
            verdicts.Add(verdict);
            _scoreboard.Say(verdict.Line);
            kept.KeepReport(path => VerdictReport.Write(path, verdicts));
        }

        int passed = verdicts.Count(verdict => verdict.IsPassed);
        int failed = verdicts.Count - passed;
        if (verdicts.Count > 1) _scoreboard.Say($"experiments {verdicts.Count}, passed {passed}, failed {failed}");
        return failed == 0 ? 0 : 1;
    }

    private async Task<Verdict> RunAsync(IExperiment experiment, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<Criterion> criteria = [];
        string? problem = null;
        using CancellationTokenSource limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Limit);
        try
        {
            Scoreboard quiet = new(TextWriter.Null, isTerminal: false);
            Machines machines = await LabSite.BuildAsync(experiment.Shape(fleet), quiet, limited.Token);
            started = Stopwatch.GetTimestamp();
            using StatusFeed feed = new(OptionsFile.OperatorSocket);
            await using EchoClients clients = new();
            Bench bench = new(machines, new FleetOperator(feed), clients, new HomeAuditor(), _scoreboard, isShort);
            criteria = await Task.Run(() => experiment.RunAsync(bench, limited.Token), limited.Token);
        }
        catch (LabException failure)
        {
            problem = failure.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = $"it did not end in {Limit.TotalMinutes} minutes";
        }
        finally
        {
            kept.KeepLogs(experiment.Id);
            LabSite.Remove();
        }

        return new Verdict(experiment.Id, experiment.Title, Stopwatch.GetElapsedTime(started), criteria, problem);
    }
}
