using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Hashing;

/// <summary>
/// SipHash, a keyed hash of short messages (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).
/// </summary>
/// <remarks>
/// A client that does not know the key cannot choose ports that fall into one bucket. Flows use SipHash-1-3;
/// SipHash-2-4 is here because the official test vectors are for it. The methods of fixed length are for the data
/// path: no loop, and not inlined, so that the state stays in registers.
/// </remarks>
public static class SipHash
{
    /// <summary>SipHash-1-3 of 16 bytes, given as two little-endian words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Hash13(SipKey key, ulong word0, ulong word1)
    {
        var state = new SipState(key);
        state.Mix1(word0);
        state.Mix1(word1);
        state.Mix1(16ul << 56);
        return state.Finish3();
    }

    /// <summary>SipHash-1-3 of 40 bytes, given as five little-endian words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Hash13(SipKey key, ulong word0, ulong word1, ulong word2, ulong word3, ulong word4)
    {
        var state = new SipState(key);
        state.Mix1(word0);
        state.Mix1(word1);
        state.Mix1(word2);
        state.Mix1(word3);
        state.Mix1(word4);
        state.Mix1(40ul << 56);
        return state.Finish3();
    }

    /// <summary>SipHash-1-3 of a message of any length.</summary>
    public static ulong Hash13(SipKey key, ReadOnlySpan<byte> message)
    {
        var state = new SipState(key);
        int whole = message.Length & ~7;
        for (int i = 0; i < whole; i += 8) state.Mix1(BinaryPrimitives.ReadUInt64LittleEndian(message[i..]));
        state.Mix1(LastWord(message, whole));
        return state.Finish3();
    }

    /// <summary>SipHash-2-4 of a message of any length.</summary>
    public static ulong Hash24(SipKey key, ReadOnlySpan<byte> message)
    {
        var state = new SipState(key);
        int whole = message.Length & ~7;
        for (int i = 0; i < whole; i += 8) state.Mix2(BinaryPrimitives.ReadUInt64LittleEndian(message[i..]));
        state.Mix2(LastWord(message, whole));
        return state.Finish4();
    }

    /// <summary>The bytes that do not fill a word, and the length modulo 256 in the highest byte.</summary>
    private static ulong LastWord(ReadOnlySpan<byte> message, int whole)
    {
        ulong word = (ulong)message.Length << 56;
        for (int i = whole; i < message.Length; i++) word |= (ulong)message[i] << (8 * (i - whole));
        return word;
    }
}
