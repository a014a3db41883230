using System.Collections.Immutable;

namespace Beamer.Core.Fleet;

/// <summary>Sockets of flows per bucket: every state but LISTEN, TIME_WAIT too (R10).</summary>
/// <param name="Token">Of the count that this answers.</param>
/// <param name="Pools">Each pool at most once; a pool that is not named has no sockets.</param>
/// <param name="SinceCookie">Since the kernel last sent a SYN cookie; null: never.</param>
public sealed record SocketCounts(ulong Token, ImmutableArray<PoolSocketCounts> Pools, TimeSpan? SinceCookie);
