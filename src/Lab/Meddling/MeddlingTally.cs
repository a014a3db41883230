using System.Text.Json;

namespace Beamer.Lab.Meddling;

/// <summary>What became of the messages that the meddler sent. Any thread.</summary>
internal sealed class MeddlingTally
{
    private readonly Lock _gate = new();
    private int _seed;
    private MeddlingCounts _counts = new();

    /// <summary>Where the meddler's process leaves its counts for the experiment.</summary>
    public static string Location => Path.Combine(Workspace.Root, "meddler.json");

    /// <summary>Another for each stream, the same in each run.</summary>
    public int NextSeed() => Interlocked.Increment(ref _seed);

    public void Sent(bool isGood) => Change(counts => isGood
        ? counts with { Good = counts.Good + 1 }
        : counts with { Bad = counts.Bad + 1 });

    public void Answered(bool isGood, bool accepted) => Change(counts => (isGood, accepted) switch
    {
        (true, false) => counts with { GoodRefused = counts.GoodRefused + 1 },
        (false, false) => counts with { BadRefused = counts.BadRefused + 1 },
        (false, true) => counts with { BadAccepted = counts.BadAccepted + 1 },
        _ => counts,
    });

    /// <summary>What another process has left.</summary>
    public static MeddlingCounts Read() =>
        JsonSerializer.Deserialize<MeddlingCounts>(File.ReadAllText(Location)) ?? new MeddlingCounts();

    private void Change(Func<MeddlingCounts, MeddlingCounts> change)
    {
        lock (_gate)
        {
            _counts = change(_counts);
            // Replaced whole, so that a reader never finds half of it.
            string beside = Location + ".new";
            File.WriteAllText(beside, JsonSerializer.Serialize(_counts));
            File.Move(beside, Location, overwrite: true);
        }
    }
}
