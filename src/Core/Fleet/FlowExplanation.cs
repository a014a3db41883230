using System.Collections.Immutable;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>Where a flow's packets go, by the newest committed table.</summary>
/// <param name="Hash">Of the flow, in its pool.</param>
/// <param name="Pool">The pool's name.</param>
/// <param name="Bucket">0..B-1.</param>
/// <param name="Row">The bucket's row.</param>
/// <param name="Hops">The current owner, then the previous ones, newest first.</param>
public sealed record FlowExplanation(FlowHash Hash, string Pool, int Bucket, Row Row, ImmutableArray<FlowHop> Hops);
