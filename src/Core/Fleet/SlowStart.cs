namespace Beamer.Core.Fleet;

/// <summary>How much of its weight a server has that came, or came back, a while ago. Pure.</summary>
internal static class SlowStart
{
    /// <summary>In how many steps a server gets its weight.</summary>
    internal const uint Steps = 5;

    /// <summary>The step after this time: 1 at once, <see cref="Steps"/> at the end of the slow start.</summary>
    internal static uint StepAfter(TimeSpan since, FleetSettings settings) => settings.SlowStart <= TimeSpan.Zero
        ? Steps
        : 1 + (uint)Math.Clamp((Steps - 1) * (since / settings.SlowStart), 0, Steps - 1);
}
