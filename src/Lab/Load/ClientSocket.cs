using System.Net;
using System.Net.Sockets;

namespace Beamer.Lab.Load;

/// <summary>A client's end of a TCP connection that never makes its thread wait.</summary>
internal sealed class ClientSocket : IDisposable
{
    private const int BindAddressNoPort = 24; // IP_BIND_ADDRESS_NO_PORT of linux/in.h

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Begins to connect. It is created in the namespace of the calling thread.</summary>
    public ClientSocket(IPAddress source, IPEndPoint destination, int? receiveBufferBytes)
    {
        _socket.Blocking = false;
        _socket.NoDelay = true;
        if (receiveBufferBytes is int bytes) _socket.ReceiveBufferSize = bytes;
        _socket.SetRawSocketOption((int)SocketOptionLevel.IP, BindAddressNoPort, BitConverter.GetBytes(1));
        _socket.Bind(new IPEndPoint(source, 0));
        try
        {
            _socket.Connect(destination);
        }
        catch (SocketException notYet) when (notYet.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The handshake goes on; TryFinishConnect tells.
        }
    }

    /// <summary>Whether the handshake is over, for good or ill.</summary>
    public bool TryFinishConnect(out Fault fault)
    {
        fault = Fault.None;
        if (!_socket.Poll(0, SelectMode.SelectWrite) && !_socket.Poll(0, SelectMode.SelectError)) return false;
        int error = (int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        fault = error == 0 ? Fault.None : FaultOf((SocketError)error);
        return true;
    }

    /// <summary>Number of the server whose SYN-ACK was accepted; 0 = cannot be told.</summary>
    public int HomeFromHandshake() => AnnouncedSegment.HomeOf(_socket);

    public Fault Send(ReadOnlySpan<byte> request)
    {
        int sent = _socket.Send(request, SocketFlags.None, out SocketError error);
        return error != SocketError.Success ? FaultOf(error) : sent == request.Length ? Fault.None : Fault.WrongContent;
    }

    /// <summary>What has come by now.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="count">How many came. 0 without fault: nothing has come yet.</param>
    /// <returns><see cref="Fault.EndedEarly"/> at the server's FIN; the caller knows whether it was due.</returns>
    public Fault Receive(Span<byte> buffer, out int count)
    {
        count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error is SocketError.WouldBlock) return Fault.None;
        if (error != SocketError.Success) return FaultOf(error);
        return count == 0 ? Fault.EndedEarly : Fault.None;
    }

    public void Dispose() => _socket.Dispose();

    private static Fault FaultOf(SocketError error) => error switch
    {
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.ConnectionRefused
            or SocketError.Shutdown => Fault.Reset,
        SocketError.TimedOut => Fault.TimedOut,
        _ => Fault.Unreachable,
    };
}
