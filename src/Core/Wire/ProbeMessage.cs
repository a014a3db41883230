using System.Buffers.Binary;
using Beamer.Core.Announcing;

namespace Beamer.Core.Wire;

/// <summary>
/// A MUX asks an agent, along the way of the packets, whether it lives and what it knows; the agent answers.
/// </summary>
/// <remarks>
/// A GUE control message (C = 1, Hlen = 0) to UDP port 6080. A reply repeats the nonce, so that a late one is
/// recognised and a guessed one is not believed. In a request, generation is that of the MUX's table, C says that it
/// has a controller, and the rest is 0; in a reply, ahead and others tell how the MUX stands beside those that probed
/// the same agent lately (R15). Who does not know these bits ignores them, and sends 0.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// | 0 |1| Hlen 0  |  Type 1 or 2  |            Flags 0            |  GUE (C = 1)
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                                                               |
/// +                          Nonce (64)                           +
/// |                                                               |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                      Generation (32)                          |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      Ahead (12)       |      Others (12)      |  0  |C|L|S|V|A|
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// A: admitted, V: lease valid, S: synced, L: listener present, C: controller connected.
/// </remarks>
/// <param name="Type">Request or reply.</param>
/// <param name="Nonce">Chosen by the MUX.</param>
/// <param name="Generation">The newest generation that the sender has.</param>
/// <param name="Flags">What the sender says of itself.</param>
public readonly record struct ProbeMessage(ProbeType Type, ulong Nonce, Generation Generation, ProbeFlags Flags)
{
    /// <summary>Bytes of the whole datagram.</summary>
    public const int Size = GueHeader.Size + 16;

    private const int OthersShift = 8, AheadShift = 20;

    private const uint KnownFlags = (uint)(ProbeFlags.Admitted | ProbeFlags.LeaseValid | ProbeFlags.Synced
        | ProbeFlags.ListenerPresent | ProbeFlags.ControllerConnected);

    /// <summary>In a reply: how the MUX stands beside the others.</summary>
    public PeerStanding Peers { get; init; }

    /// <summary>The answer to this request.</summary>
    public ProbeMessage Answer(Generation generation, ProbeFlags flags, PeerStanding peers = default) =>
        new(ProbeType.Reply, Nonce, generation, flags) { Peers = peers };

    /// <summary>Reads a control message.</summary>
    /// <param name="datagram">The payload of the UDP datagram, the GUE header included.</param>
    /// <param name="message">The message. Flags that this version does not know are dropped.</param>
    /// <param name="reason">What is wrong when the result is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out ProbeMessage message, out DropReason reason)
    {
        message = default;
        if (!GueHeader.TryRead(datagram, out GueHeader gue, out reason)) return false;
        reason = DropReason.ControlMalformed;
        var type = (ProbeType)gue.Protocol;
        if (!gue.IsControl || gue.ExtensionWords != 0 || datagram.Length != Size) return false;
        if (type is not (ProbeType.Request or ProbeType.Reply)) return false;
        uint last = BinaryPrimitives.ReadUInt32BigEndian(datagram[16..]);
        message = new ProbeMessage(
            type,
            BinaryPrimitives.ReadUInt64BigEndian(datagram[4..]),
            new Generation(BinaryPrimitives.ReadUInt32BigEndian(datagram[12..])),
            (ProbeFlags)(last & KnownFlags))
        {
            Peers = new PeerStanding(
                (ushort)(last >> AheadShift), (ushort)((last >> OthersShift) & PeerStanding.CountMax)),
        };
        reason = DropReason.None;
        return true;
    }

    /// <summary>Writes exactly <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        new GueHeader(true, 0, (byte)Type).Write(destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[4..], Nonce);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Generation.Value);
        uint peers = ((uint)Peers.Ahead << AheadShift) | ((uint)Peers.Others << OthersShift);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], peers | (uint)Flags);
    }
}
