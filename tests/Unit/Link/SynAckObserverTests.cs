using Beamer.Core;
using Beamer.Link;
using Xunit;

namespace Beamer.Tests.Unit.Link;

public sealed class SynAckObserverTests(TestNamespace network) : IClassFixture<TestNamespace>
{
    [Fact]
    public void A_handshake_shows_its_flow_and_the_sequence_number_that_the_client_acknowledges()
    {
        using SynAckObserver observer = network.Run(SynAckObserver.Open);
        using PacketRing ring = network.Run(() => PacketRing.Open(new PacketRingOptions { Interface = "lo" }));
        using var pair = TcpPair.Connect(network);

        Assert.Equal(1, observer.Receive());
        Assert.True(observer.TryRead(0, out SynAck synAck));
        Assert.Equal(pair.Flow, synAck.Flow);
        Assert.Equal(SequenceOnTheWire(ring), synAck.InitialSequence);
        Assert.Equal(0, observer.Receive());
        Assert.Equal(0, observer.ReadMissed());
    }

    [Fact]
    public void Data_and_the_end_of_a_connection_are_not_observed()
    {
        using var pair = TcpPair.Connect(network);
        using SynAckObserver observer = network.Run(SynAckObserver.Open);

        pair.Server.Send([1, 2, 3]);
        Assert.Equal(3, pair.Client.Receive(new byte[3]));
        pair.Dispose();

        Assert.Equal(0, observer.Receive());
    }

    /// <summary>The second source of the truth: the SYN-ACK as the ring on the loopback receives it.</summary>
    private static uint SequenceOnTheWire(PacketRing ring)
    {
        uint sequence = 0;
        Wire.ReadUntil(ring, frame =>
        {
            ReadOnlySpan<byte> packet = frame.Packet[Wire.EthernetBytes..];
            bool synAck = packet[9] == 6 && (packet[33] & 0x12) == 0x12;
            if (synAck) sequence = IPv4Address.Read(packet[24..]).Value;
            return synAck;
        });
        return sequence;
    }
}
