using System.Collections.Immutable;
using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>A pool as operators declare it.</summary>
/// <param name="Pool">Its shape and its key; id and key are given by the controller when the name is new.</param>
/// <param name="ServerNetworks">When not empty, every server's address lies in one of them.</param>
public sealed record IntentPool(Pool Pool, ImmutableArray<IPv4Network> ServerNetworks);
