using Beamer.Core.Tables;

namespace Beamer.Core.Forwarding;

/// <summary>What became of one packet, and by which row.</summary>
public readonly record struct ForwardingResult
{
    /// <summary>The value of <see cref="Service"/> and <see cref="Bucket"/> when there is none.</summary>
    public const int None = -1;

    /// <summary>Forward, pass or drop.</summary>
    public MuxVerdict Verdict { get; init; }

    /// <summary>Why it is dropped, else <see cref="DropReason.None"/>.</summary>
    public DropReason Reason { get; init; }

    /// <summary>The pool of the service; meaningful when <see cref="Service"/> is.</summary>
    public PoolId Pool { get; init; }

    /// <summary>Where the outer IPv4 packet begins in the buffer; only when forwarded.</summary>
    public int Offset { get; init; }

    /// <summary>Bytes of the outer IPv4 packet; only when forwarded.</summary>
    public int Length { get; init; }

    /// <summary>The server that it is for: the outer destination; only when forwarded.</summary>
    public IPv4Address Server { get; init; }

    /// <summary>Index in <see cref="ForwardingTable.Services"/>, or <see cref="None"/>.</summary>
    public int Service { get; init; }

    /// <summary>The bucket of the flow, or <see cref="None"/> when it did not come so far.</summary>
    public int Bucket { get; init; }

    /// <summary>The generation of the row; meaningful when <see cref="Bucket"/> is.</summary>
    public Generation Generation { get; init; }

    /// <summary>A packet that is left to the host.</summary>
    public static readonly ForwardingResult Passed = new() { Service = None, Bucket = None };

    internal static ForwardingResult Dropped(DropReason reason) => new()
    {
        Verdict = MuxVerdict.Drop,
        Reason = reason,
        Service = None,
        Bucket = None,
    };
}
