namespace Beamer.Core.Tables;

/// <summary>A VIP, port and protocol, and the pool that answers for it. Several services may share one pool.</summary>
/// <param name="Key">What clients connect to.</param>
/// <param name="Pool">The pool that owns its flows.</param>
public sealed record Service(ServiceKey Key, PoolId Pool);
