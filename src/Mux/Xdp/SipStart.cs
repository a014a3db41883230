using System.Numerics;
using System.Runtime.InteropServices;
using Beamer.Core.Hashing;

namespace Beamer.Mux.Xdp;

/// <summary>
/// SipHash's four words before the first of a message, and the part of the first round that no message changes: what
/// <c>sip_start</c> in <c>siphash.h</c> gives, once for a key instead of once for a packet.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SipStart
{
    private readonly ulong _v0;
    private readonly ulong _v1;
    private readonly ulong _v2;
    private readonly ulong _v3;

    private SipStart(ulong v0, ulong v1, ulong v2, ulong v3)
    {
        _v0 = BitOperations.RotateLeft(v0 + v1, 32);
        _v1 = BitOperations.RotateLeft(v1, 13) ^ (v0 + v1);
        _v2 = v2;
        _v3 = v3;
    }

    /// <summary>Of a pool's key.</summary>
    public static SipStart Of(SipKey key) => new(
        key.K0 ^ 0x736f6d6570736575,
        key.K1 ^ 0x646f72616e646f6d,
        key.K0 ^ 0x6c7967656e657261,
        key.K1 ^ 0x7465646279746573);
}
