using System.Net.Sockets;
using Beamer.Lab.Network;

namespace Beamer.Lab.Load;

/// <summary>Tells from a connected socket whose SYN-ACK it accepted.</summary>
/// <remarks>Each server announces another segment size.</remarks>
internal static class AnnouncedSegment
{
    private const int MaximumSegment = 2; // TCP_MAXSEG of linux/tcp.h

    /// <summary>Number of the server; 0 = cannot be told.</summary>
    public static int HomeOf(Socket socket)
    {
        byte[] segmentBytes = new byte[sizeof(int)];
        socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, MaximumSegment, segmentBytes);
        return LabServer.NumberFromSegmentBytes(BitConverter.ToInt32(segmentBytes));
    }
}
