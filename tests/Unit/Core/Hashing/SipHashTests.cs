using System.Buffers.Binary;
using Beamer.Core.Hashing;
using Beamer.Tests.Unit.Vectors;
using Xunit;

namespace Beamer.Tests.Unit.Core.Hashing;

public sealed class SipHashTests
{
    private static readonly IReadOnlyList<Vector> s_vectors = Vector.ReadAll("siphash.txt");

    [Fact]
    public void P19_all_official_vectors_of_siphash_2_4_hold()
    {
        List<Vector> official = [.. s_vectors.Where(v => v.Text("c") == "2")];
        Assert.Equal(64, official.Count);
        Assert.Equal(0x726fdb47dd0e0e31ul, SipHash.Hash24(official[0].Key(), []));
        Assert.All(official, v => Assert.Equal(v.Hex("hash"), SipHash.Hash24(v.Key(), v.Bytes("message"))));
    }

    [Fact]
    public void P19_siphash_1_3_agrees_with_the_python_implementation_at_every_length() =>
        Assert.All(
            s_vectors.Where(v => v.Text("c") == "1"),
            v => Assert.Equal(v.Hex("hash"), SipHash.Hash13(v.Key(), v.Bytes("message"))));

    [Fact]
    public void The_methods_of_fixed_length_agree_with_the_general_one()
    {
        int tried = 0;
        foreach (Vector vector in s_vectors.Where(v => v.Text("c") == "1"))
        {
            ulong[] words = Words(vector.Bytes("message"));
            ulong? hash = vector.Bytes("message").Length switch
            {
                16 => SipHash.Hash13(vector.Key(), words[0], words[1]),
                40 => SipHash.Hash13(vector.Key(), words[0], words[1], words[2], words[3], words[4]),
                _ => null,
            };
            if (hash is null) continue;
            Assert.Equal(vector.Hex("hash"), hash);
            tried++;
        }

        Assert.Equal(34, tried);
    }

    private static ulong[] Words(byte[] message) =>
        [.. message.Chunk(8).Where(c => c.Length == 8).Select(c => BinaryPrimitives.ReadUInt64LittleEndian(c))];
}
