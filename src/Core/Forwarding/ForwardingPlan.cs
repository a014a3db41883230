namespace Beamer.Core.Forwarding;

/// <summary>What is known of a packet before its row is read.</summary>
/// <param name="Service">Index in <see cref="ForwardingTable.Services"/>.</param>
/// <param name="Bucket">The bucket of the flow.</param>
/// <param name="Start">Where the packet's IPv4 header begins in its buffer.</param>
/// <param name="Length">Bytes of the packet.</param>
/// <param name="SourcePort">UDP source port of the tunnel.</param>
/// <param name="TimeToLive">As received.</param>
/// <param name="TypeOfService">DSCP and ECN of the packet.</param>
internal readonly record struct ForwardingPlan(
    int Service, int Bucket, int Start, int Length, ushort SourcePort, byte TimeToLive, byte TypeOfService);
