namespace Beamer.Core.Fleet;

/// <summary>Moves that wait for one reason.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="Buckets">How many.</param>
/// <param name="Reason">One sentence.</param>
public sealed record PlanQueue(string Pool, int Buckets, string Reason);
