using Beamer.Lab.Daemons;
using Beamer.Lab.Echo;
using Beamer.Lab.Network;
using Beamer.Lab.Scoring;
using Beamer.Rpc.V1;

namespace Beamer.Lab.Experiments;

/// <summary>What an experiment acts on: a fleet that was just built, its clients, and what both have seen.</summary>
/// <param name="Machines">The processes.</param>
/// <param name="Operator">The fleet's view of itself.</param>
/// <param name="Clients">The clients.</param>
/// <param name="Auditor">Compares the newest table with the clients' homes.</param>
/// <param name="Scoreboard">Where it may say what goes on.</param>
/// <param name="IsShort">A smaller size, for tests.</param>
internal sealed record Bench(
    Machines Machines,
    FleetOperator Operator,
    EchoClients Clients,
    HomeAuditor Auditor,
    Scoreboard Scoreboard,
    bool IsShort)
{
    /// <summary>The criterion that forged packets, which may well use up their budgets, have to leave out.</summary>
    public const string HopBudgetsName = "hop budgets used up";

    /// <summary>What the operator has declared last.</summary>
    public FleetDeclaration Declaration { get; private set; } =
        new([.. AddressPlan.Servers.Take(AddressPlan.ServersAtStart)]);

    /// <summary>The size of something in a full or in a short run.</summary>
    public int Size(int full, int shortened) => IsShort ? shortened : full;

    public void Say(string sentence) => Scoreboard.Say("  " + sentence);

    /// <summary>Opens long connections; all of them must get an answer.</summary>
    public async Task<IReadOnlyList<EchoConnection>> OpenAsync(
        int count, EchoPlan plan, CancellationToken cancellation)
    {
        IReadOnlyList<EchoConnection> opened = await Clients.OpenAsync(count, plan, cancellation);
        int live = opened.Count(connection => connection.IsLive);
        string homes = string.Join(' ', opened.CountBy(connection => connection.Home).OrderBy(pair => pair.Key)
            .Select(pair => $"s{pair.Key}:{pair.Value}"));
        Say($"{live} of {count} connections are open: {homes}.");
        return opened;
    }

    /// <summary>Opens long connections; one in ten sends much, so that the way in carries full packets too.</summary>
    public async Task OpenMixAsync(int count, TimeSpan pace, CancellationToken cancellation)
    {
        int large = count / 10;
        await OpenAsync(count - large, new EchoPlan { Pace = pace }, cancellation);
        await OpenAsync(large, new EchoPlan { Pace = pace, ContentBytes = 8192 }, cancellation);
    }

    /// <summary>Declares a new fleet, and remembers it.</summary>
    public void Declare(Func<FleetDeclaration, FleetDeclaration> change)
    {
        Declaration = change(Declaration);
        FleetOperator.Apply(Declaration);
    }

    /// <summary>Waits until these MUXes forward by the newest table and nothing else is open.</summary>
    public Task ConvergeAsync(
        IReadOnlyList<LabMux> alive, Func<StatusReply, string?> open, CancellationToken cancellation) =>
        Operator.AwaitAsync(status => open(status) ?? FleetView.NotConverged(status, alive), cancellation);

    /// <summary>As above, when all MUXes are alive.</summary>
    public Task ConvergeAsync(Func<StatusReply, string?> open, CancellationToken cancellation) =>
        ConvergeAsync(AddressPlan.Muxes, open, cancellation);

    /// <summary>Drains a server and waits until it owns nothing.</summary>
    public async Task DrainAsync(LabServer server, CancellationToken cancellation)
    {
        Declare(fleet => fleet.Drain(server));
        await ConvergeAsync(status => FleetView.StillOwning(status, server), cancellation);
    }

    /// <summary>
    /// Sees every connection once more, looks at all counters, and says what must hold in every experiment.
    /// </summary>
    public async Task<IReadOnlyList<Criterion>> JudgeAsync(CancellationToken cancellation)
    {
        await Clients.StopArrivalsAsync();
        await Clients.ProgressAsync(cancellation);
        EchoTally tally = Clients.Tally();
        Auditor.Audit(Clients);
        CounterAudit counters = await CounterAudit.ReadAsync(cancellation);
        foreach ((Load.Fault fault, int count) in tally.Faults) Say($"{count} connections ended by {fault}.");
        foreach (string finding in Auditor.Findings.Concat(counters.Findings)) Say(finding);
        return
        [
            Criterion.Figure("connections", tally.Connections),
            Criterion.Figure("answers checked", tally.Answers),
            Criterion.None("broken", tally.Broken),
            Criterion.None("wrong-server", tally.WrongServer),
            Criterion.None("foreign bytes", tally.Foreign),
            Criterion.None("homes missing in their rows", Auditor.Missing),
            Criterion.None("counters that contradict", counters.Contradictions),
            Criterion.None(HopBudgetsName, counters.HopBudgetsExhausted),
            .. tally.Excused > 0 ? [Criterion.Figure("excused", tally.Excused)] : Array.Empty<Criterion>(),
        ];
    }
}
