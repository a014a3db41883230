using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>Where a flow goes, and why.</summary>
/// <param name="Hash">Its hash under the pool's key.</param>
/// <param name="Pool">The pool of its service.</param>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Row">The row of that bucket.</param>
public readonly record struct FlowLookup(FlowHash Hash, PoolId Pool, int Bucket, Row Row);
