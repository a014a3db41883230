using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Link;

namespace Beamer.Backend.Ingress;

/// <summary>The ways in and out of the agent's data path.</summary>
internal sealed class AgentSockets : IDisposable
{
    private const int HeadroomBytes = 128;

    private AgentSockets(UdpEndpoint udp, TunDevice tun, RawTransmitter raw, SynAckObserver synAcks)
    {
        Invariant.Require(
            HeadroomBytes >= DatagramHandler.Headroom, "the headroom holds outer headers and a longer chain");
        Udp = udp;
        Tun = tun;
        Raw = raw;
        SynAcks = synAcks;
    }

    /// <summary>Where MUXes and peers send to; answers to probes leave here.</summary>
    internal UdpEndpoint Udp { get; }

    /// <summary>To the local stack.</summary>
    internal TunDevice Tun { get; }

    /// <summary>To other servers.</summary>
    internal RawTransmitter Raw { get; }

    /// <summary>This server's SYN-ACKs on their way to clients.</summary>
    internal SynAckObserver SynAcks { get; }

    /// <summary>
    /// Opens them beside those of a predecessor, if there is one; the SYN-ACKs first and the way in last.
    /// </summary>
    /// <exception cref="LinkException">A privilege or a kernel feature is missing.</exception>
    internal static AgentSockets Open(IPv4Address address, string tunName, int fabricMtuBytes)
    {
        Stack<IDisposable> opened = new();
        T Keep<T>(T socket)
            where T : IDisposable
        {
            opened.Push(socket);
            return socket;
        }

        try
        {
            SynAckObserver synAcks = Keep(SynAckObserver.Open());
            RawTransmitter raw = Keep(RawTransmitter.Open());
            TunDevice tun = Keep(TunDevice.Open(tunName, fabricMtuBytes));
            UdpEndpoint udp = Keep(UdpEndpoint.Open(new UdpEndpointOptions
            {
                Address = address,
                Port = OuterHeader.Port,
                SharePort = true,
                DatagramBytes = fabricMtuBytes,
                HeadroomBytes = HeadroomBytes,
            }));
            return new AgentSockets(udp, tun, raw, synAcks);
        }
        catch
        {
            foreach (IDisposable socket in opened) socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Udp.Dispose();
        Tun.Dispose();
        Raw.Dispose();
        SynAcks.Dispose();
    }
}
