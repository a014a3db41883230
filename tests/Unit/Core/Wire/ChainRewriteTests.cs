using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck.Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

[Properties(Arbitrary = [typeof(Generators)])]
public sealed class ChainRewriteTests
{
    [Property(MaxTest = 500)]
    public bool A_replaced_chain_stands_in_front_of_the_same_packet(
        ChainHeader before, ChainHeader after, TestPacket packet)
    {
        byte[] datagram = Datagram(before, packet);
        byte[] buffer = [.. new byte[Encapsulation.SizeMax], .. datagram];
        int packetStart = buffer.Length - packet.BuildIPv4().Length;
        return ChainRewrite.TryReplace(buffer, packetStart, after, out int start)
            && buffer.AsSpan(start).SequenceEqual(Datagram(after, packet));
    }

    [Property(MaxTest = 200)]
    public bool Without_room_in_front_nothing_is_written(ChainHeader chain, TestPacket packet)
    {
        byte[] bare = packet.BuildIPv4();
        byte[] buffer = [.. new byte[GueHeader.Size + chain.Size - 1], .. bare];
        byte[] copy = [.. buffer];
        return !ChainRewrite.TryReplace(buffer, buffer.Length - bare.Length, chain, out _)
            && buffer.AsSpan().SequenceEqual(copy);
    }

    [Property(MaxTest = 500)]
    public bool P33_a_chain_is_exhausted_after_at_most_its_hop_count_of_steps(ChainHeader chain)
    {
        int steps = 0;
        for (; chain.NextHop < chain.Hops.Count; steps++) chain = chain.ForwardedTo(chain.NextHop);
        return steps <= chain.Hops.Count;
    }

    private static byte[] Datagram(ChainHeader chain, TestPacket packet)
    {
        byte[] header = new byte[GueHeader.Size + chain.Size];
        new GueHeader(false, chain.Size / 4, GueHeader.IPv4).Write(header);
        chain.Write(header.AsSpan(GueHeader.Size));
        return [.. header, .. packet.BuildIPv4()];
    }
}
