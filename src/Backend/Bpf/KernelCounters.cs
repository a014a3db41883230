using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Beamer.Core;
using Beamer.Core.Chaining;

namespace Beamer.Backend.Bpf;

/// <summary>What became of the packets that the program in the kernel handled: <c>counters.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelCounters
{
    private const int ActionCount = 6;

    private ulong _received;
    private ulong _answered;
    private Actions _actions;
    private Drops _dropped;

    /// <summary>Packets and probes, without those that were left to this process.</summary>
    internal readonly long Received => (long)_received;

    /// <summary>Probes answered.</summary>
    internal readonly long Answered => (long)_answered;

    internal readonly long this[AgentAction action] => (long)_actions[(int)action];

    internal readonly long this[DropReason reason] => (long)_dropped[(int)reason];

    /// <summary>Adds those of another processor.</summary>
    internal void Add(in KernelCounters other)
    {
        Span<ulong> mine = MemoryMarshal.Cast<KernelCounters, ulong>(new Span<KernelCounters>(ref this));
        ReadOnlySpan<ulong> its = MemoryMarshal.Cast<KernelCounters, ulong>(new ReadOnlySpan<KernelCounters>(in other));
        for (int i = 0; i < mine.Length; i++) mine[i] += its[i];
    }

    [InlineArray(ActionCount)]
    private struct Actions
    {
        private ulong _first;
    }

    [InlineArray(DropReasons.Limit)]
    private struct Drops
    {
        private ulong _first;
    }
}
