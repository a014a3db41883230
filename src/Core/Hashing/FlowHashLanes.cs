using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Beamer.Core.Hashing;

/// <summary>The hashes of four flows, one in each lane of a register.</summary>
/// <remarks>
/// SipHash is a chain of short steps, each of which waits for the one before it; four chains side by side take little
/// longer than one. A property keeps every result equal to <see cref="FlowHash"/>'s.
/// </remarks>
internal static class FlowHashLanes
{
    /// <summary>SipHash-1-3 of four messages of 16 bytes.</summary>
    /// <param name="key0">The first halves of four keys.</param>
    /// <param name="key1">The second halves.</param>
    /// <param name="word0">The first words of four messages.</param>
    /// <param name="word1">The second words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Of(
        Vector256<ulong> key0, Vector256<ulong> key1, Vector256<ulong> word0, Vector256<ulong> word1)
    {
        if (!Vector256.IsHardwareAccelerated) return OfEach(key0, key1, word0, word1);
        var state = new SipLanes(key0, key1);
        state.Mix1(word0);
        state.Mix1(word1);
        state.Mix1(Vector256.Create(16ul << 56));
        return state.Finish3();
    }

    /// <summary>The same, one after the other, for processors without such registers.</summary>
    internal static Vector256<ulong> OfEach(
        Vector256<ulong> key0, Vector256<ulong> key1, Vector256<ulong> word0, Vector256<ulong> word1) =>
        Vector256.Create(
            OfOne(key0, key1, word0, word1, 0),
            OfOne(key0, key1, word0, word1, 1),
            OfOne(key0, key1, word0, word1, 2),
            OfOne(key0, key1, word0, word1, 3));

    private static ulong OfOne(
        Vector256<ulong> key0, Vector256<ulong> key1, Vector256<ulong> word0, Vector256<ulong> word1, int lane) =>
        SipHash.Hash13(new SipKey(key0[lane], key1[lane]), word0[lane], word1[lane]);
}
