using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Beamer.Core.Hashing;
using Beamer.Core.Wire;

namespace Beamer.Core.Forwarding;

/// <summary>What reading keeps of a packet: little more than copies of registers.</summary>
/// <remarks>
/// <code>
///  0               16              32              48      52      56
/// +---------------+---------------+---------------+-------+-------+
/// | IPv4 header   | what is       | Numbers       | serv- | pool  |
/// | bytes 0..15   | hashed        | (below)       | ice   |       |
/// +---------------+---------------+---------------+-------+-------+
/// </code>
/// </remarks>
internal struct PacketLine
{
    /// <summary>The first 16 bytes of the IPv4 header, as they lay.</summary>
    public Vector128<uint> Header;

    /// <summary>The 16 bytes of <see cref="FlowWords"/>.</summary>
    public Vector128<uint> Flow;

    /// <summary>The byte with the TCP data offset; all ones: <see cref="FlowReader"/> has judged the packet.</summary>
    /// <remarks>Else it only has the shape of a plain one (<see cref="PlainTcpFrame"/>).</remarks>
    public uint DataOffset;

    /// <summary>Bytes of the frame.</summary>
    public uint FrameLength;

    /// <summary>Where the packet begins in its buffer.</summary>
    public uint Start;

    private readonly uint _unused;

    /// <summary>The service and its pool, or why there is none.</summary>
    public ServicePlace Service;

    /// <summary>The value of <see cref="DataOffset"/> for a packet that is judged.</summary>
    public const uint IsJudged = uint.MaxValue;

    /// <summary>The numbers that lanes need.</summary>
    public readonly Vector128<uint> Numbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.LoadUnsafe(in DataOffset);
    }

    /// <summary>A packet that only has the shape of a plain one.</summary>
    /// <param name="header">Its IPv4 header.</param>
    /// <param name="start">Where that begins in the buffer.</param>
    /// <param name="service">Where the table has its service.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetPlain(ref readonly byte header, int start, ServicePlace service)
    {
        // From the addresses on; where the sequence number lies, the hash has the protocol.
        Vector128<uint> flow = Vector128.LoadUnsafe(in header, 12).AsUInt32();
        Flow = flow.WithElement(3, (uint)TransportProtocol.Tcp);
        Header = Vector128.LoadUnsafe(in header).AsUInt32();
        DataOffset = Unsafe.Add(ref Unsafe.AsRef(in header), IPv4Header.MinimumSize + 12);
        Start = (uint)start;
        Service = service;
    }

    /// <summary>A packet that <see cref="FlowReader"/> has accepted.</summary>
    /// <param name="header">Its IPv4 header.</param>
    /// <param name="start">Where that begins in the buffer.</param>
    /// <param name="words">What is hashed.</param>
    /// <param name="service">Where the table has its service.</param>
    public void SetJudged(ref readonly byte header, int start, FlowWords words, ServicePlace service)
    {
        Flow = Vector128.Create(words.Word0, words.Word1).AsUInt32();
        Header = Vector128.LoadUnsafe(in header).AsUInt32();
        DataOffset = IsJudged;
        Start = (uint)start;
        Service = service;
    }

    /// <summary>A packet without a service: passed, or dropped for a reason. Lanes find it not sound.</summary>
    public void SetNoService(DropReason reason)
    {
        Service = new ServicePlace(~(int)reason, 0);
        DataOffset = 0;
    }
}
