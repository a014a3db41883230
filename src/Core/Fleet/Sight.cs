namespace Beamer.Core.Fleet;

/// <summary>What one MUX last saw of one server: a thousand MUXes keep ten thousand of these each.</summary>
/// <param name="Missed">Consecutive probes that it missed.</param>
/// <param name="Failed">The newest results, as <see cref="DampedHealth"/> has them.</param>
/// <param name="Report">The number of the report that named it last; 0: none did.</param>
/// <param name="Balance">What the results say: 1 it is up, −1 it is down, 0 too little is known.</param>
/// <param name="Count">How many results are known.</param>
internal readonly record struct Sight(uint Missed, uint Failed, uint Report, sbyte Balance, byte Count)
{
    /// <summary>The same after a report of so many misses.</summary>
    internal Sight After(uint missed, uint report, FleetSettings settings)
    {
        DampedHealth health = new(Verdict, Failed, Count);
        if (missed == 0)
        {
            health = health.After(answered: true, settings);
        }
        else
        {
            // As many misses as there are more of now; if fewer, it answered between and missed these since.
            uint failed = missed > Missed ? missed - Missed : missed;
            for (uint i = 0; i < Math.Min(failed, DampedHealth.WindowMax); i++)
            {
                health = health.After(answered: false, settings);
            }
        }

        sbyte balance = health.Verdict switch
        {
            HealthVerdict.Up => 1,
            HealthVerdict.Down => -1,
            _ => 0,
        };
        return new Sight(missed, health.Failed, report, balance, (byte)health.Count);
    }

    private HealthVerdict Verdict => Balance switch
    {
        > 0 => HealthVerdict.Up,
        < 0 => HealthVerdict.Down,
        _ => HealthVerdict.Unknown,
    };
}
