using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>Buckets that go from one server to another.</summary>
/// <param name="Pool">The pool's name.</param>
/// <param name="From">The server's name; empty: nobody.</param>
/// <param name="To">The server's name.</param>
/// <param name="Buckets">Ascending.</param>
public sealed record PlanMove(string Pool, string From, string To, ImmutableArray<int> Buckets);
