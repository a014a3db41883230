using System.Diagnostics;
using Beamer.Lab.Events;
using Beamer.Lab.Load;
using Beamer.Lab.Network;
using Beamer.Lab.Scoring;

namespace Beamer.Lab;

/// <summary>The events one after the other, each with its line on the scoreboard.</summary>
/// <param name="stage">What the events act on.</param>
/// <param name="scoreboard">Where they show.</param>
/// <param name="pause">How long the clients go on in peace after each event.</param>
internal sealed class Scenario(Stage stage, Scoreboard scoreboard, TimeSpan pause)
{
    private static readonly TimeSpan LivePace = TimeSpan.FromMilliseconds(250);

    private readonly List<EventRecord> _records = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>What happens in every run: each kind of change and each kind of death once.</summary>
    /// <param name="shape">Agents that decide in the kernel are killed as well.</param>
    public static IReadOnlyList<ILabEvent> Events(FleetShape shape)
    {
        (LabServer s1, LabServer s2, LabServer s3, LabServer s4, LabServer s5) = AddressPlan.Servers switch
        {
            [var first, var second, var third, var fourth, var fifth] => (first, second, third, fourth, fifth),
            _ => throw new UnreachableException(),
        };
        (LabMux mux1, LabMux mux2) = (AddressPlan.Muxes[0], AddressPlan.Muxes[1]);
        return
        [
            new AddServer(s5),
            new DrainServer(s2),
            new ChangeWeights(more: s3, less: s1),
            new RollMux(mux1),
            new KillMux(mux2),
            new ReviveMux(mux2),
            new RestartAgents(AddressPlan.Servers),
            .. shape.AgentsInKernel ? [new KillAgents(AddressPlan.Servers)] : Array.Empty<ILabEvent>(),
            new RestartController(AddressPlan.Servers),
            new CrashServer(s4),
        ];
    }

    /// <summary>Runs them all, even after one that failed, and then sees every connection to its end.</summary>
    public async Task<IReadOnlyList<EventRecord>> RunAsync(
        IEnumerable<ILabEvent> events, CancellationToken cancellation)
    {
        scoreboard.Heading();
        await RecordAsync("steady load", _ => Task.CompletedTask, cancellation);
        foreach (ILabEvent labEvent in events)
        {
            await RecordAsync(labEvent.Name, token => labEvent.RunAsync(stage, token), cancellation);
        }

        await RecordAsync("all connections end", stage.Load.FinishAsync, cancellation);
        return _records;
    }

    private async Task RecordAsync(string name, Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        TimeSpan start = Stopwatch.GetElapsedTime(_started);
        string? problem = await ShowAsync(name, start, RunThenRestAsync(run, cancellation), cancellation);
        LoadInterval seen = stage.Load.CloseInterval();
        EventRecord record = new(name, start, Stopwatch.GetElapsedTime(_started), seen, problem);
        _records.Add(record);
        scoreboard.Show(record);
    }

    private async Task<string?> RunThenRestAsync(Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        try
        {
            await Task.Run(() => run(cancellation), cancellation);
            await stage.Load.ProgressAsync(cancellation);
            await Task.Delay(pause, cancellation);
            return null;
        }
        catch (LabException problem)
        {
            return problem.Message;
        }
    }

    private async Task<string?> ShowAsync(
        string name, TimeSpan start, Task<string?> running, CancellationToken cancellation)
    {
        while (await Task.WhenAny(running, Task.Delay(LivePace, cancellation)) != running)
        {
            cancellation.ThrowIfCancellationRequested();
            scoreboard.Live(name, start, stage.Load.Peek());
        }

        return await running;
    }
}
