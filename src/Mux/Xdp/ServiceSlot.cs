using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Beamer.Core;

namespace Beamer.Mux.Xdp;

/// <summary>A service and its pool, or a VIP: <c>struct service</c> in <c>Bpf/tables.h</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal record struct ServiceSlot
{
    /// <summary>Of <see cref="KeyOf"/>; 0 in a free slot.</summary>
    public ulong Key;

    /// <summary>The state of the flow hash after the pool's secret.</summary>
    public SipStart Start;

    /// <summary>Buckets of the pool.</summary>
    public uint Buckets;

    /// <summary>Where the rows of the pool begin.</summary>
    public uint FirstRow;

    /// <summary>The pool's number in the upper 12 bits, in network order.</summary>
    public uint Pool;

    /// <summary>1 for header version 1.</summary>
    public byte HasGeneration;

    /// <summary>What a service is looked up by; a VIP itself has port 0 and protocol 0.</summary>
    public static ulong KeyOf(IPv4Address vip, ushort port, byte protocol) =>
        BinaryPrimitives.ReverseEndianness(vip.Value)
        | ((ulong)BinaryPrimitives.ReverseEndianness(port) << 32)
        | ((ulong)protocol << 48)
        | (1ul << 56);
}
