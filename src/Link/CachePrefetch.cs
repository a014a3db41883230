using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Beamer.Link;

/// <summary>Asks the processor for memory that will be read soon, so that it need not wait for it then.</summary>
public static unsafe class CachePrefetch
{
    /// <summary>Fetches the cache line that holds <paramref name="value"/>; does nothing where it cannot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<T>(ref readonly T value)
        where T : unmanaged
    {
        // An address that has become wrong does no harm: the instruction never faults and changes nothing.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in value)));
    }
}
