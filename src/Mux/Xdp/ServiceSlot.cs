using System.Runtime.InteropServices;

namespace Beamer.Mux.Xdp;

/// <summary>A service and its pool, or a VIP: <c>struct service</c> in <c>Bpf/tables.h</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal record struct ServiceSlot
{
    /// <summary>In network order.</summary>
    public uint Vip;

    /// <summary>In network order; 0 for the VIP itself.</summary>
    public ushort Port;

    /// <summary>0 for the VIP itself.</summary>
    public byte Protocol;

    /// <summary>0 in a free slot.</summary>
    public byte IsUsed;

    /// <summary>The pool's secret, first half.</summary>
    public ulong Key0;

    /// <summary>The pool's secret, second half.</summary>
    public ulong Key1;

    /// <summary>Buckets of the pool.</summary>
    public uint Buckets;

    /// <summary>Where the cells of the pool begin.</summary>
    public uint FirstRow;

    /// <summary>The pool's number in the upper 12 bits, in network order.</summary>
    public uint Pool;

    /// <summary>1 for header version 1.</summary>
    public byte HasGeneration;

    /// <summary>What the program multiplies: address and port as they lie in a packet.</summary>
    public readonly ulong Key => ((ulong)Vip << 32) | ((ulong)Port << 16) | Protocol;
}
