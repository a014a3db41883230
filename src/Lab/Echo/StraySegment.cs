using System.Net;
using System.Net.Sockets;
using Beamer.Lab.Network;

namespace Beamer.Lab.Echo;

/// <summary>
/// A client that believes in a connection which no server knows: made without a handshake (TCP_REPAIR), it sends one
/// segment, and whoever has the right to may answer it with RST.
/// </summary>
internal sealed class StraySegment : IDisposable
{
    private const int RepairMode = 19; // TCP_REPAIR of linux/tcp.h
    private const int On = 1;
    private const int Off = 0;

    private readonly Socket _socket;

    private StraySegment(Socket socket) => _socket = socket;

    /// <summary>Sends the segment from this address and port.</summary>
    public static async Task<StraySegment> SendAsync(ClientSockets sockets, IPEndPoint source)
    {
        Socket socket = await sockets.CreateAsync(source);
        Repair(socket, On);
        socket.Connect(IPAddress.Parse(AddressPlan.Vip), AddressPlan.ServicePort);
        // With the end of the repair the kernel asks for the server's window: that segment is the stray one.
        Repair(socket, Off);
        socket.Blocking = false;
        return new StraySegment(socket);
    }

    /// <summary>An RST has come.</summary>
    public bool IsReset
    {
        get
        {
            Span<byte> nothing = stackalloc byte[1];
            _socket.Receive(nothing, SocketFlags.None, out SocketError error);
            return error == SocketError.ConnectionReset;
        }
    }

    /// <summary>Ends without a word.</summary>
    public void Dispose()
    {
        Repair(_socket, On);
        _socket.Dispose();
    }

    private static void Repair(Socket socket, int mode) =>
        socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, RepairMode, BitConverter.GetBytes(mode));
}
