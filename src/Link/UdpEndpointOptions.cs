using Beamer.Core;

namespace Beamer.Link;

/// <summary>Where a <see cref="UdpEndpoint"/> listens and how much it can hold.</summary>
public sealed class UdpEndpointOptions
{
    /// <summary>The local address; 0.0.0.0 for any.</summary>
    public required IPv4Address Address { get; init; }

    /// <summary>The local port; 0 lets the kernel choose.</summary>
    public required ushort Port { get; init; }

    /// <summary>
    /// Whether other sockets may share address and port (SO_REUSEPORT): for several workers, and for a process that
    /// takes over from its predecessor without a gap. All of them must say so, under one user.
    /// </summary>
    public bool SharePort { get; init; }

    /// <summary>Datagrams received with one system call, 1 to 1,024. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Longest datagram in bytes; a longer one is cut and says so. Default 2,048, which holds a frame of 1,500 bytes
    /// and every header of ours; 9,216 for jumbo frames.
    /// </summary>
    public int DatagramBytes { get; init; } = 2048;

    /// <summary>Bytes in front of each datagram for headers to come. Default 128.</summary>
    public int HeadroomBytes { get; init; } = 128;

    /// <summary>
    /// Bytes the kernel may hold for us while we are busy. Default 8 MiB: some 4,000 datagrams of 1,500 bytes, counted
    /// with the kernel's own overhead.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = 8 << 20;
}
