using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Beamer.Mux.Xdp;

/// <summary>What is constant for the life of a program: <c>struct settings</c> in <c>Bpf/tables.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpConstants
{
    /// <summary>Frames go back to the router that they came from.</summary>
    public const byte OutputMacSwap = 0;

    /// <summary>Frames go where the kernel's routes say.</summary>
    public const byte OutputRoute = 1;

    /// <summary>This MUX's address, in network order.</summary>
    public uint Address;

    /// <summary>Bytes of an outer packet at most.</summary>
    public uint FabricMtuBytes;

    /// <summary>
    /// Sum of the outer IPv4 header but for length, congestion bits and destination, as the bytes lie in memory.
    /// </summary>
    public uint Sum;

    /// <summary>64 minus the logarithm of the number of slots for services.</summary>
    public uint ServicesShift;

    /// <summary>The number of slots for services minus one.</summary>
    public uint ServicesMask;

    /// <summary>The interface's own link address.</summary>
    public LinkAddress OwnMac;

    /// <summary>The fabric's service class, without congestion bits.</summary>
    public byte TypeOfService;

    /// <summary>One of the constants above.</summary>
    public byte Output;

    /// <summary>1 when rows may name more than two previous owners.</summary>
    public byte IsWide;

    private readonly byte _unused0;
    private readonly ushort _unused1;

    /// <summary>Six bytes.</summary>
    [InlineArray(6)]
    public struct LinkAddress
    {
        private byte _first;
    }
}
