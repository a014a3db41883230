using Beamer.Core;
using Beamer.Core.Forwarding;
using Beamer.Core.Wire;
using Beamer.Tests.Model.States;
using Beamer.Tests.Testing;

namespace Beamer.Tests.Model.Production;

/// <summary>
/// What a MUX makes of the client's packet: production's forwarder wraps a real frame by the row in question, and the
/// header that a server would see is read back from the bytes.
/// </summary>
internal sealed class MuxRows
{
    private readonly ModelFleet _fleet;
    private readonly Memo<(RowHistory Rows, PacketKind Kind), Packet> _packets;

    internal MuxRows(ModelFleet fleet, bool forgets)
    {
        _fleet = fleet;
        _packets = new Memo<(RowHistory Rows, PacketKind Kind), Packet>(Wrap, forgets);
    }

    /// <summary>The packet that leaves a MUX which uses this row.</summary>
    internal Packet Send(RowHistory rows, int row, PacketKind kind) => _packets[(rows.UpTo(row), kind)];

    private Packet Wrap((RowHistory Rows, PacketKind Kind) question)
    {
        ForwardingTable table = ForwardingTable.Compile(
            _fleet.At(question.Rows, question.Rows.Last).Table,
            new ForwardingSettings(ModelFleet.MuxAddress, 0, ForwardingSettings.FabricMtuBytesDefault));
        TestPacket packet = Packets.Of(ModelFleet.ClientFlow);
        byte[] frame = (question.Kind == PacketKind.Syn ? packet.Syn() : packet).Build();
        byte[] buffer = [.. new byte[Encapsulation.SizeMax], .. frame];
        ForwardingResult result = Forwarder.Forward(buffer, Encapsulation.SizeMax, frame.Length, table);
        Invariant.Require(result.Verdict == MuxVerdict.Forward, $"the MUX forwards; it said {result.Reason}");
        ReadOnlySpan<byte> datagram = buffer.AsSpan(result.Offset + OuterHeader.Size, result.Length - OuterHeader.Size);
        bool isGood = Decapsulation.TryRead(datagram, out ChainHeader chain, out _, out DropReason reason);
        Invariant.Require(isGood, $"a server reads what the MUX wrote; it said {reason}");
        return PacketHeaders.Abstract(question.Kind, result.Server, chain, forwards: 0);
    }
}
