using System.Runtime.CompilerServices;

namespace Beamer.Core.Forwarding;

/// <summary>What became of one packet, and by which row.</summary>
/// <remarks>
/// <code>
///  63            48 47           32 31           16 15     8 7     0
/// +---------------+---------------+---------------+-------+-------+
/// |  offset       |  length       |  0            | reason|verdict|
/// +---------------+---------------+---------------+-------+-------+
/// |  service                      |  bucket                       |
/// +-------------------------------+-------------------------------+
/// |  server                       |  generation                   |
/// +-------------------------------+-------------------------------+
/// </code>
/// Three words, so that it is written with three stores.
/// </remarks>
public readonly record struct ForwardingResult
{
    /// <summary>The value of <see cref="Service"/> and <see cref="Bucket"/> when there is none.</summary>
    public const int None = -1;

    private const ulong NoBucket = ulong.MaxValue;

    private readonly ulong _what;
    private readonly ulong _bucket;
    private readonly ulong _server;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ForwardingResult(ulong what, ulong bucket, ulong server)
    {
        _what = what;
        _bucket = bucket;
        _server = server;
    }

    /// <summary>Forward, pass or drop.</summary>
    public MuxVerdict Verdict => (MuxVerdict)(byte)_what;

    /// <summary>Why it is dropped, else <see cref="DropReason.None"/>.</summary>
    public DropReason Reason => (DropReason)(byte)(_what >> 8);

    /// <summary>Where the outer IPv4 packet begins in the buffer; only when forwarded.</summary>
    public int Offset => (int)(_what >> 48);

    /// <summary>Bytes of the outer IPv4 packet; only when forwarded.</summary>
    public int Length => (ushort)(_what >> 32);

    /// <summary>The server that it is for: the outer destination; only when forwarded.</summary>
    public IPv4Address Server => new((uint)(_server >> 32));

    /// <summary>Index in <see cref="ForwardingTable.Services"/>, or <see cref="None"/>.</summary>
    public int Service => (int)(_bucket >> 32);

    /// <summary>The bucket of the flow, or <see cref="None"/> when it did not come so far.</summary>
    public int Bucket => (int)_bucket;

    /// <summary>The generation of the row; meaningful when <see cref="Bucket"/> is.</summary>
    public Generation Generation => new((uint)_server);

    /// <summary>A packet that is left to the host.</summary>
    public static ForwardingResult Passed => new((ulong)MuxVerdict.Pass, NoBucket, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ForwardingResult Forward(
        in ForwardingPlan plan, int offset, int length, uint server, uint generation) => new(
            ((ulong)(uint)offset << 48) | ((ulong)(uint)length << 32) | (ulong)MuxVerdict.Forward,
            Place(in plan),
            ((ulong)server << 32) | generation);

    /// <summary>A packet without a row: dropped, or passed when there is no reason to drop it.</summary>
    internal static ForwardingResult Without(DropReason reason) =>
        reason == DropReason.None ? Passed : new ForwardingResult(Dropped(reason), NoBucket, 0);

    internal static ForwardingResult Drop(DropReason reason, in ForwardingPlan plan, uint generation) =>
        new(Dropped(reason), Place(in plan), generation);

    private static ulong Place(in ForwardingPlan plan) => ((ulong)(uint)plan.Service << 32) | (uint)plan.Bucket;

    private static ulong Dropped(DropReason reason) => ((ulong)reason << 8) | (ulong)MuxVerdict.Drop;
}
