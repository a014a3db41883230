using System.Net;
using System.Net.Sockets;
using Beamer.Core;

namespace Beamer.Tests.Unit.Link;

/// <summary>A listener with one connection to it, over the loopback of a namespace.</summary>
internal sealed class TcpPair : IDisposable
{
    private TcpPair(AddressFamily family)
    {
        Listener = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        if (family == AddressFamily.InterNetworkV6) Listener.DualMode = true;
        Listener.Bind(new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
        Listener.Listen(8);
        Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Client.Connect(IPAddress.Loopback, Port);
        Server = Listener.Accept();
        ClientPort = (ushort)((IPEndPoint)Client.LocalEndPoint!).Port;
    }

    internal Socket Listener { get; }

    internal Socket Client { get; }

    internal Socket Server { get; }

    internal ushort Port => (ushort)((IPEndPoint)Listener.LocalEndPoint!).Port;

    internal ushort ClientPort { get; }

    /// <summary>From the client to the listener's port.</summary>
    internal Flow Flow => FlowFrom(ClientPort);

    internal static TcpPair Connect(TestNamespace network, AddressFamily family = AddressFamily.InterNetwork) =>
        network.Run(() => new TcpPair(family));

    internal Flow FlowFrom(ushort clientPort)
    {
        IPv4Address loopback = IPv4Address.Parse("127.0.0.1");
        return new Flow(loopback, loopback, clientPort, Port, TransportProtocol.Tcp);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Listener.Dispose();
    }
}
