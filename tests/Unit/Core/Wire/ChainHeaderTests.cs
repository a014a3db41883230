using Beamer.Core;
using Beamer.Core.Wire;
using Beamer.Tests.Testing;
using Beamer.Tests.Unit.Vectors;
using FsCheck.Xunit;
using Xunit;

namespace Beamer.Tests.Unit.Core.Wire;

public sealed class ChainHeaderTests
{
    [Fact]
    public void Both_versions_with_every_hop_count_agree_with_the_python_implementation() =>
        Assert.All(Vector.ReadAll("headers.txt"), vector =>
        {
            ChainHeader header = vector.Chain();
            byte[] written = [.. Enumerable.Repeat((byte)0xAA, header.Size)];
            header.Write(written);
            Assert.Equal(vector.Text("bytes"), Convert.ToHexStringLower(written));
            Assert.True(ChainHeader.TryRead(vector.Bytes("bytes"), out ChainHeader read, out _));
            Assert.Equal(header, read);
        });

    [Fact]
    public void A_header_of_glb_director_is_read()
    {
        // Private data type 0, next hop 1, two hops: as glb-director and cls_redirect write it.
        byte[] words = [0, 0, 1, 2, 10, 0, 0, 1, 10, 0, 0, 2];
        Assert.True(ChainHeader.TryRead(words, out ChainHeader header, out _));
        Assert.Equal((ChainVersion.Glb, 1, 2), (header.Version, header.NextHop, header.Hops.Count));
        Assert.Equal("[10.0.0.1, 10.0.0.2]", header.Hops.ToString());
    }

    [Theory]
    [InlineData("", DropReason.ChainHeaderMalformed)]
    [InlineData("000000", DropReason.ChainHeaderMalformed)]
    [InlineData("20000000", DropReason.ChainVersionUnknown)]
    [InlineData("f0000000", DropReason.ChainVersionUnknown)]
    [InlineData("00000100", DropReason.ChainHeaderMalformed)]
    [InlineData("00000001", DropReason.ChainHeaderMalformed)]
    [InlineData("0000000000000000", DropReason.ChainHeaderMalformed)]
    [InlineData("00010000", DropReason.ChainHeaderMalformed)]
    [InlineData("01000000", DropReason.ChainHeaderMalformed)]
    [InlineData("10080000", DropReason.ChainHeaderMalformed)]
    [InlineData("140800000000000100000001", DropReason.ChainHeaderMalformed)]
    [InlineData("180800000000000100000001", DropReason.ChainHeaderMalformed)]
    public void A_header_that_contradicts_itself_is_refused(string words, DropReason expected)
    {
        Assert.False(ChainHeader.TryRead(Convert.FromHexString(words), out _, out DropReason reason));
        Assert.Equal(expected, reason);
    }

    [Fact]
    public void Eight_hops_are_too_many()
    {
        byte[] words = [0, 0, 0, 8, .. new byte[32]];
        Assert.False(ChainHeader.TryRead(words, out _, out DropReason reason));
        Assert.Equal(DropReason.ChainHeaderMalformed, reason);
    }

    [Property(MaxTest = 1_000, Arbitrary = [typeof(Generators)])]
    public bool P45_any_cut_or_flipped_bit_is_refused_or_read_as_exactly_what_it_says(ChainHeader header)
    {
        byte[] bytes = new byte[header.Size];
        header.Write(bytes);
        bool cuts = Enumerable.Range(0, bytes.Length).All(n => !ChainHeader.TryRead(bytes.AsSpan(0, n), out _, out _));
        return cuts && Enumerable.Range(0, bytes.Length * 8).All(bit => IsRefusedOrExact(Flip(bytes, bit)));
    }

    [Property(MaxTest = 5_000)]
    public bool P02_any_datagram_is_read_or_refused_with_a_reason(byte[] datagram)
    {
        bool read = Decapsulation.TryRead(datagram, out _, out int offset, out DropReason reason);
        return read ? reason == DropReason.None && offset <= datagram.Length : reason != DropReason.None;
    }

    [Theory]
    [InlineData("", DropReason.GueMalformed)]
    [InlineData("000400", DropReason.GueMalformed)]
    [InlineData("4104000000000000", DropReason.GueMalformed)]
    [InlineData("0104000100000000", DropReason.GueMalformed)]
    [InlineData("0204000000000000", DropReason.GueMalformed)]
    [InlineData("0129000000000000", DropReason.GueProtocolUnknown)]
    [InlineData("2104000000000000", DropReason.GueProtocolUnknown)]
    [InlineData("00040000", DropReason.ChainHeaderMalformed)]
    public void A_datagram_with_another_gue_header_is_refused(string datagram, DropReason expected)
    {
        Assert.False(Decapsulation.TryRead(Convert.FromHexString(datagram), out _, out _, out DropReason reason));
        Assert.Equal(expected, reason);
    }

    private static bool IsRefusedOrExact(byte[] bytes)
    {
        if (!ChainHeader.TryRead(bytes, out ChainHeader read, out DropReason reason)) return reason != DropReason.None;
        byte[] again = new byte[read.Size];
        read.Write(again);
        return again.AsSpan().SequenceEqual(bytes);
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] copy = [.. bytes];
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
