using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Beamer.Lab.Network;
using Beamer.Link;

namespace Beamer.Lab.Echo;

/// <summary>Makes sockets in the clients' namespace, on the one thread that lives there; others use them.</summary>
internal sealed class ClientSockets : IDisposable
{
    private const int BindAddressNoPort = 24; // IP_BIND_ADDRESS_NO_PORT of linux/in.h

    private readonly BlockingCollection<Action> _wishes = [];
    private readonly Thread _thread;

    public ClientSockets()
    {
        _thread = new Thread(Work) { Name = "client sockets", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A socket that has a source address, and if wished a port.</summary>
    public Task<Socket> CreateAsync(IPEndPoint source)
    {
        TaskCompletionSource<Socket> made = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _wishes.Add(() =>
        {
            try
            {
                made.SetResult(Create(source));
            }
            catch (SocketException refused)
            {
                made.SetException(refused);
            }
        });
        return made.Task;
    }

    public void Dispose()
    {
        _wishes.CompleteAdding();
        _thread.Join();
        _wishes.Dispose();
    }

    private void Work()
    {
        NetworkNamespace.Enter(Namespaces.Of("client"));
        foreach (Action wish in _wishes.GetConsumingEnumerable()) wish();
    }

    private static Socket Create(IPEndPoint source)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (source.Port == 0)
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.IP, BindAddressNoPort, BitConverter.GetBytes(1));
        }
        else
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        }

        socket.Bind(source);
        return socket;
    }
}
