namespace Beamer.Core.Forwarding;

/// <summary>What is known of a packet before its row is read.</summary>
/// <remarks>
/// Rows lie anywhere in a table larger than the cache. A worker plans a whole block and asks for each row's memory, and
/// only then writes: the rows have arrived by then.
/// </remarks>
public readonly record struct ForwardingPlan
{
    /// <summary>Index in <see cref="ForwardingTable.Services"/>; only when <see cref="HasRow"/>.</summary>
    public int Service { get; init; }

    /// <summary>The bucket of the flow, or <see cref="ForwardingResult.None"/>: pass it or drop it.</summary>
    public int Bucket { get; init; }

    /// <summary>Where the packet's IPv4 header begins in its buffer.</summary>
    public int Start { get; init; }

    /// <summary>Bytes of the packet.</summary>
    public ushort Length { get; init; }

    /// <summary>UDP source port of the tunnel.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>Time to live as received.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>DSCP and ECN of the packet.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>Why it is dropped, when there is no row; <see cref="DropReason.None"/>: it is passed.</summary>
    public DropReason Reason { get; init; }

    /// <summary>Whether a row decides, so that it is worth having in the cache.</summary>
    public bool HasRow => Bucket >= 0;
}
