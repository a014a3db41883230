using System.Buffers.Binary;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class InternetChecksumProperties
{
    [Property(MaxTest = 2_000)]
    public bool The_fast_checksum_equals_the_naive_one(byte[] data) =>
        InternetChecksum.Compute(data) == NaiveChecksum.Of(data);

    [Fact]
    public void Long_runs_of_ones_carry_correctly()
    {
        foreach (int length in Enumerable.Range(0, 70).Append(9001).Append(65_535))
        {
            byte[] ones = [.. Enumerable.Repeat((byte)0xff, length)];
            Assert.Equal(NaiveChecksum.Of(ones), InternetChecksum.Compute(ones));
        }
    }

    [Property(MaxTest = 5_000)]
    public Property P14_an_incremental_update_equals_a_recomputation() =>
        Prop.ForAll(Header.ToArbitrary(), Gen.Choose(0, 9).ToArbitrary(), Word16.ToArbitrary(), (words, index, after) =>
        {
            ushort before = words[index];
            ushort old = NaiveChecksum.Of(Bytes(words));
            words = [.. words[..index], after, .. words[(index + 1)..]];
            return InternetChecksum.Update(old, before, after) == NaiveChecksum.Of(Bytes(words));
        });

    [Property(MaxTest = 5_000)]
    public Property P14_an_incremental_update_of_an_address_equals_a_recomputation() =>
        Prop.ForAll(
            Header.ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), Generators.Word.ToArbitrary(), IsUpdatedRight);

    private static bool IsUpdatedRight(ushort[] words, int index, uint after)
    {
        byte[] bytes = Bytes(words);
        Span<byte> field = bytes.AsSpan(index * 4, 4);
        uint before = BinaryPrimitives.ReadUInt32BigEndian(field);
        ushort old = NaiveChecksum.Of(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(field, after);
        ushort half = InternetChecksum.Update(old, (ushort)(before >> 16), (ushort)(after >> 16));
        return InternetChecksum.Update(half, (ushort)before, (ushort)after) == NaiveChecksum.Of(bytes);
    }

    [Property(Arbitrary = [typeof(Generators)])]
    public bool A_checksum_that_was_left_to_the_card_is_completed(TestPacket packet)
    {
        byte[] right = (packet with { ChecksumError = 0 }).BuildIPv4();
        byte[] left = (packet with { ChecksumError = 0x1234 }).BuildIPv4();
        bool icmp = packet.Protocol == Beamer.Core.TransportProtocol.Icmp;
        return InternetChecksum.CompleteTransportChecksum(left) != icmp && (icmp || left.AsSpan().SequenceEqual(right));
    }

    [Fact]
    public void P13_a_udp_checksum_of_zero_is_sent_as_all_ones()
    {
        // With this payload word the sum becomes all ones, so that the checksum would be 0.
        TestPacket packet = Packets.Udp().Payload(0, 0);
        byte[] plain = packet.BuildIPv4();
        ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(26));
        byte[] forced = packet.Payload((byte)(checksum >> 8), (byte)checksum).BuildIPv4();
        forced.AsSpan(26, 2).Clear();
        Assert.True(InternetChecksum.CompleteTransportChecksum(forced));
        Assert.Equal(0xffff, BinaryPrimitives.ReadUInt16BigEndian(forced.AsSpan(26)));
    }

    [Fact]
    public void A_fragment_is_left_alone() =>
        Assert.False(InternetChecksum.CompleteTransportChecksum(Packets.Udp().Fragment(0, more: true).BuildIPv4()));

    private static Gen<ushort> Word16 { get; } =
        Gen.OneOf(Gen.Choose(0, 0xffff), Gen.Elements(0, 0xffff, 1, 0xfffe)).Select(n => (ushort)n);

    // The first word of a real header is never 0, so that not all words are 0: only then do -0 and +0 differ.
    private static Gen<ushort[]> Header { get; } =
        Word16.ArrayOf(11).Select(words => (ushort[])[.. words[..10], 0x4500]);

    private static byte[] Bytes(ushort[] words) => [.. words.SelectMany(w => (byte[])[(byte)(w >> 8), (byte)w])];
}
