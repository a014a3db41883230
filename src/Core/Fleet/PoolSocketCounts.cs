using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>Sockets of live flows in the buckets of one pool.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Buckets">Those that have any, each once.</param>
/// <param name="Counts">How many, in the order of <paramref name="Buckets"/>.</param>
public sealed record PoolSocketCounts(PoolId Pool, ImmutableArray<int> Buckets, ImmutableArray<uint> Counts);
