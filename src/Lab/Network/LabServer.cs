namespace Beamer.Lab.Network;

/// <summary>One server of the lab. Its number is in every record that it serves.</summary>
internal sealed record LabServer(int Number, string Address)
{
    public string Name { get; } = $"s{Number}";

    /// <summary>
    /// The segment size that this server's SYN-ACK announces, different for each server. So the client knows whose
    /// SYN-ACK it accepted (the flow's home) even if that server dies before its first byte of content.
    /// </summary>
    public int AnnouncedSegmentBytes => 1300 + (20 * Number);

    /// <summary>The server whose SYN-ACK led to this segment size at the client; 0 when none would.</summary>
    /// <param name="segmentBytes">TCP_MAXSEG of a connected socket: the announced, less a segment's options.</param>
    public static int NumberFromSegmentBytes(int segmentBytes)
    {
        const int TimestampOptionBytes = 12;
        return AddressPlan.Servers
            .FirstOrDefault(server => server.AnnouncedSegmentBytes == segmentBytes + TimestampOptionBytes)?.Number ?? 0;
    }
}
