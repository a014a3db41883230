using Beamer.Core.Tables;

namespace Beamer.Core.Wire;

/// <summary>What a MUX writes of a row into a fresh chain header, besides its previous owners.</summary>
/// <remarks>A MUX starts a chain: next hop 0, no re-route, the default hop budget.</remarks>
/// <param name="Version">Which layout the pool wants.</param>
/// <param name="Generation">Generation of the row.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Bucket">The bucket, 0..1,048,575.</param>
public readonly record struct RowLabel(ChainVersion Version, Generation Generation, PoolId Pool, int Bucket);
