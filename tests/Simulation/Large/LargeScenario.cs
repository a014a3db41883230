using System.Globalization;
using Beamer.Core.Tables;
using Beamer.Tests.Simulation.Scenarios;

namespace Beamer.Tests.Simulation.Large;

/// <summary>The largest fleet: how long it takes to agree, how many bytes that takes, what its boxes hold.</summary>
internal sealed class LargeScenario(LargeSize most) : IScenario
{
    /// <summary>Whole boxes of each kind, which share nothing.</summary>
    internal const int Witnesses = 2;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    private static readonly string[] s_heads =
    [
        "what happens", "publications", "to all MUXes", "longest", "first in use", "all settled", "sent", "snapshots",
        "prepares", "commits", "CPU s",
    ];

    private static readonly int[] s_widths = [24, 12, 12, 8, 12, 11, 9, 9, 9, 9, 5];

    public string Name => "large";

    public string Summary => $"{most}, no packets: time and bytes to converge, memory of each box";

    public bool Run(RunOptions options, TextWriter output)
    {
        LargeSize size = most.Share(options.Share);
        output.WriteLine($"large: {size}, seed {options.Seed}");
        output.WriteLine(
            $"The controller sends at {size.GigabitsPerSecond:0.#} Gbit/s; each message takes 1 to 20 ms besides. "
            + "No client has a connection, so rows settle as soon as they may.");
        output.WriteLine(
            $"All boxes share tables, which are immutable values, but for {Witnesses} MUXes and {Witnesses} agents:");
        output.WriteLine("those are whole, read the bytes of every message, and end with the same digest.");
        output.WriteLine();
        LargeFleet fleet = new(size, options.Seed);
        List<string[]> rows = [];
        WriteRow(s_heads, output);
        foreach (string[] row in Play(fleet, size))
        {
            rows.Add(row);
            WriteRow(row, output);
        }

        output.WriteLine();
        if (options.Csv is { } csv) File.WriteAllLines(csv, rows.Prepend(s_heads).Select(InCsv));
        bool isKept = CheckWitnesses(fleet, output);
        WriteMemory(fleet, output);
        return isKept;
    }

    private static IEnumerable<string[]> Play(LargeFleet fleet, LargeSize size)
    {
        int muxes = Math.Max(1, size.Muxes / 10);
        int drains = size.Servers / 2;
        int crashes = size.Servers - 1;
        yield return Measure(fleet, "first fill", () =>
        {
            fleet.Declare();
            fleet.ConnectAll();
        });
        yield return Measure(
            fleet, "a server joins", () => fleet.Join(size.Servers), () => fleet.Owned(size.Servers) > 0);
        yield return Measure(fleet, "a server drains", () => fleet.Drain(drains), () => fleet.Owned(drains) == 0);
        yield return Measure(fleet, "a server crashes", () => fleet.Crash(crashes), () => fleet.Owned(crashes) == 0);
        yield return Measure(fleet, $"{muxes} MUXes reconnect", () =>
        {
            fleet.Cut(fleet.Muxes.Take(muxes));
            fleet.ConnectAll();
        });
        yield return Measure(fleet, "the controller restarts", () =>
        {
            fleet.RestartController();
            fleet.ConnectAll();
        });
        yield return Measure(
            fleet, "10 s of quiet", () => fleet.Calendar.RunUntil(fleet.Calendar.Now + TimeSpan.FromSeconds(10)));
    }

    private static string[] Measure(LargeFleet fleet, string name, Action happening, Func<bool>? hasHappened = null)
    {
        fleet.Traffic.Reset();
        fleet.Publications.Reset();
        TimeSpan begin = fleet.Calendar.Now;
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        happening();
        do
        {
            fleet.Calendar.RunUntil(fleet.Calendar.Now + s_step);
            if (fleet.Calendar.Now - begin <= s_longest) continue;
            throw new ViolationException($"{name}: no convergence within {s_longest.TotalMinutes} minutes.");
        }
        while (!fleet.IsQuiet() || hasHappened?.Invoke() == false);

        TimeSpan[] taken = [.. fleet.Publications.Taken.Order()];
        return
        [
            name,
            Text(taken.Length),
            taken.Length == 0 ? "" : Seconds(taken[taken.Length / 2]),
            taken.Length == 0 ? "" : Seconds(taken[^1]),
            fleet.Publications.FirstInUse is { } first ? Seconds(first - begin) : "",
            Seconds(fleet.Calendar.Now - begin),
            Bytes(fleet.Traffic.Sum),
            Bytes(fleet.Traffic.Snapshots),
            Bytes(fleet.Traffic.Prepares),
            Bytes(fleet.Traffic.Commits),
            ((long)(Environment.CpuUsage.TotalTime - cpu).TotalSeconds).ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static bool CheckWitnesses(LargeFleet fleet, TextWriter output)
    {
        FleetTable committed = fleet.Engine.Committed;
        bool isKept = fleet.Witnesses.All(box => !ReferenceEquals(box.Table, committed)
            && box.Table.Generation == committed.Generation && box.Table.Digest == committed.Digest);
        output.WriteLine(isKept
            ? $"witnesses: {fleet.Witnesses.Count()} whole boxes hold generation {committed.Generation}, "
                + $"digest {committed.Digest}, as the controller does."
            : "VIOLATION: a witness holds another table than the controller.");
        return isKept;
    }

    private static void WriteMemory(LargeFleet fleet, TextWriter output)
    {
        BoxMemory memory = BoxMemory.Measure(fleet);
        output.WriteLine();
        output.WriteLine("memory (managed, live; and what the next publication takes besides, for a moment):");
        output.WriteLine($"  MUX         {Bytes(memory.Mux)}, + {Bytes(memory.MuxChange)}");
        output.WriteLine($"  agent       {Bytes(memory.Agent)}, + {Bytes(memory.AgentChange)}");
        output.WriteLine($"  controller  {Bytes(memory.Controller)}");
        output.WriteLine();
    }

    private static void WriteRow(string[] row, TextWriter output)
    {
        IEnumerable<string> cells = row.Select((cell, column) => column == 0
            ? cell.PadRight(s_widths[0])
            : cell.PadLeft(s_widths[column]));
        output.WriteLine(string.Join("  ", cells).TrimEnd());
        output.Flush();
    }

    private static string InCsv(string[] row) => string.Join(',', row.Select(cell => $"\"{cell}\""));

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB"),
    };
}
