using System.Runtime.Intrinsics;
using Beamer.Core.Forwarding;
using Xunit;

namespace Beamer.Tests.Unit.Core.Forwarding;

/// <summary>What one processor does in an instruction, others do word by word: with the same result.</summary>
public sealed class FourWordsTests
{
    private static readonly Vector256<uint> s_a = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
    private static readonly Vector256<uint> s_b = Vector256.Create(10u, 11, 12, 13, 14, 15, 16, 17);
    private static readonly Vector256<uint> s_c = Vector256.Create(20u, 21, 22, 23, 24, 25, 26, 27);
    private static readonly Vector256<uint> s_d = Vector256.Create(30u, 31, 32, 33, 34, 35, 36, 37);

    [Fact]
    public void Lines_become_columns()
    {
        FourWords turned = new FourWords(s_a, s_b, s_c, s_d).Transpose();

        Assert.Equal(Vector256.Create(0u, 10, 20, 30, 4, 14, 24, 34), turned.W0);
        Assert.Equal(Vector256.Create(1u, 11, 21, 31, 5, 15, 25, 35), turned.W1);
        Assert.Equal(Vector256.Create(2u, 12, 22, 32, 6, 16, 26, 36), turned.W2);
        Assert.Equal(Vector256.Create(3u, 13, 23, 33, 7, 17, 27, 37), turned.W3);
    }

    [Fact]
    public void Zipping_is_the_same_on_any_processor()
    {
        Assert.Equal(Vector256.Create(0u, 10, 1, 11, 4, 14, 5, 15), FourWords.ZipLower(s_a, s_b));
        Assert.Equal(Vector256.Create(2u, 12, 3, 13, 6, 16, 7, 17), FourWords.ZipUpper(s_a, s_b));
        Assert.Equal(
            FourWords.ZipLower(s_a, s_b).GetLower(), FourWords.ZipLowerPlainly(s_a.GetLower(), s_b.GetLower()));
        Assert.Equal(
            FourWords.ZipUpper(s_a, s_b).GetLower(), FourWords.ZipUpperPlainly(s_a.GetLower(), s_b.GetLower()));
    }

    [Fact]
    public void Halves_of_wide_words_come_in_the_order_of_the_packets()
    {
        var words = new EightWords(
            Vector256.Create(0x10_0000_0000ul, 0x11_0000_0001, 0x14_0000_0004, 0x15_0000_0005),
            Vector256.Create(0x12_0000_0002ul, 0x13_0000_0003, 0x16_0000_0006, 0x17_0000_0007));

        Assert.Equal(s_a, words.Low);
        Assert.Equal(Vector256.Create(0x10u, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17), words.High);
        Assert.Equal(words.Low, EightWords.LowPlainly(words.A, words.B));
    }
}
