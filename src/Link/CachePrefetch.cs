using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Beamer.Core.Forwarding;

namespace Beamer.Link;

/// <summary>Asks the processor for memory that will be read soon, so that it need not wait for it then.</summary>
public readonly unsafe struct CachePrefetch : IRowPrefetch
{
    /// <summary>Fetches the cache line that holds <paramref name="row"/>; does nothing where it cannot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(ref readonly uint row)
    {
        // An address that has become wrong does no harm: the instruction never faults and changes nothing.
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in row)));
    }
}
