using Beamer.Lab.Load;

namespace Beamer.Lab.Scoring;

/// <summary>One event of a scenario and what the clients saw from its start to the next one's.</summary>
/// <param name="Name">In the operator's words.</param>
/// <param name="Start">Since the scenario's start.</param>
/// <param name="End">Since the scenario's start.</param>
/// <param name="Seen">What the clients saw.</param>
/// <param name="Problem">Why the event did not come to its end; null when it did.</param>
internal sealed record EventRecord(string Name, TimeSpan Start, TimeSpan End, LoadInterval Seen, string? Problem);
