using Beamer.Backend.Bpf;
using Beamer.Backend.Feed;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Hosting;
using Beamer.Link;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Beamer.Backend.Checks;

/// <summary>
/// Looks after what changes around the agent: each second whether clients would be served, each minute all of the
/// host's settings; and the file.
/// </summary>
internal sealed class HostWatch(
    BackendOptions options,
    AgentState state,
    FeedFollower feed,
    AgentStore store,
    CookieWatch cookies,
    HostReport report,
    KernelPath kernel,
    DataPlane dataPlane,
    Readiness readiness,
    TimeProvider time,
    ILogger<HostWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int TicksPerCheck = 60;

    private readonly HostFactsReader _reader = new(options);
    private AgentView? _checked;
    private AgentView? _saved;
    private string? _saveProblem;

    public override void Dispose()
    {
        _reader.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _saved = state.View;
        using PeriodicTimer timer = new(Interval, time);
        for (int tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                Look(tick);
            }
            catch (Exception e) when (e is LinkException or IOException)
            {
                logger.HostProblem(e.Message);
            }
        }
    }

    private void Look(int tick)
    {
        AgentView view = state.View;
        // Read often, so that the controller learns within a second how old the last cookie is.
        cookies.SecondsSinceLast();
        bool listening = view.Pool is not null && _reader.TakesClients(view);
        bool changed = listening != state.IsListening;
        state.IsListening = listening;
        if (tick % TicksPerCheck == 0 || changed || _checked?.Configuration != view.Configuration)
        {
            changed |= Check(view);
            _checked = view;
        }

        SetReadiness(view);
        if (changed) feed.SendStatus();
        // A process that was taken over from must not write over what its successor wrote.
        if (!dataPlane.HasYielded) Save(view);
    }

    private bool Check(AgentView view)
    {
        HostFacts facts = _reader.Read(view) with { SendsByXdp = kernel.IsAtXdp };
        IReadOnlyList<string> problems = HostChecks.Check(facts, options);
        string[] before = [.. report.Problems];
        foreach (string problem in problems.Except(before)) logger.HostProblem(problem);
        foreach (string problem in before.Except(problems)) logger.HostProblemMended(problem);
        report.Problems = [.. problems];
        return !before.SequenceEqual(problems);
    }

    private void SetReadiness(AgentView view)
    {
        Set("table", view.Pool is not null, $"No table names a server with the address {view.Self} yet.");
        Set("admission", view.IsAdmitted, "The controller has not admitted this server yet.");
        Set("sockets", view.IsSynced, "The kernel's sockets are not known yet.");
        Set("listeners", state.IsListening, "New clients of some service would not be served.");
    }

    private void Set(string part, bool there, string sentence)
    {
        if (there) readiness.Has(part);
        else readiness.Lacks(part, sentence);
    }

    private void Save(AgentView view)
    {
        bool same = ReferenceEquals(view.Committed, _saved?.Committed) && view.IsAdmitted == _saved?.IsAdmitted;
        if (same || view.Committed.Generation == Generation.Zero) return;
        try
        {
            store.Save(view);
            _saved = view;
            _saveProblem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is tried again each second, and told once.
            if (_saveProblem != e.Message) logger.RecordNotWritten(store.File, e.Message);
            _saveProblem = e.Message;
        }
    }
}
