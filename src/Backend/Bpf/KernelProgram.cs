using Beamer.Link;
using Beamer.Link.Bpf;

namespace Beamer.Backend.Bpf;

/// <summary>The agent's program in the kernel, and the memory that it reads.</summary>
/// <remarks>
/// <para>
/// Views lie in two arrays of a fixed number of lines, because the kernel then compiles the look-ups into the program;
/// a longer view needs another program. The arrays take turns: a view is written whole into the one that is not in
/// force, which is then put in the place of the other; that call ends only when no processor uses the old one any more
/// (RCU). So nothing is read torn, and what <see cref="Publish"/> has published is in force on every processor when it
/// returns.
/// </para>
/// <para>One writer at a time. Program and memory live on without this process while a link or a pin holds them.</para>
/// </remarks>
internal sealed class KernelProgram : IDisposable
{
    private const string XdpName = "server_xdp";
    private const string TcName = "server_tc";

    private const int LinesMin = 1024;

    private readonly BpfMap _views;
    private readonly BpfMap _counters;
    private readonly BpfMap _agent;
    private readonly BpfMemory _agentMemory;
    private Image? _inForce;
    private Image? _spare;

    private KernelProgram(BpfObject loaded, bool atXdp, int lines)
    {
        AtXdp = atXdp;
        Lines = lines;
        Program = loaded.Program(atXdp ? XdpName : TcName);
        _views = loaded.Map("views");
        _counters = loaded.Map("counters");
        _agent = loaded.Map("agent");
        _agentMemory = _agent.Memory();
    }

    /// <summary>Whether it is the program for XDP, else that for traffic control.</summary>
    internal bool AtXdp { get; }

    /// <summary>The most lines that a view may have.</summary>
    internal int Lines { get; }

    /// <summary>What is to be attached.</summary>
    internal BpfProgram Program { get; }

    /// <summary>Loads it: until the first view it leaves every packet to this process.</summary>
    /// <param name="atXdp">For XDP, else for traffic control.</param>
    /// <param name="lines">Of the first view; later ones may be somewhat longer.</param>
    /// <param name="before">The program whose place it takes: it goes on with that one's counters and lease.</param>
    /// <exception cref="LinkException">libbpf, a capability or a kernel feature is missing.</exception>
    internal static KernelProgram Load(bool atXdp, int lines, KernelProgram? before = null)
    {
        int room = Math.Max(LinesMin, checked(lines + (lines / 8)));
        using BpfObject opened = BpfObject.Open("server", typeof(KernelProgram).Assembly);
        using BpfMap shape = CreateImage(room);
        opened.SetInnerMap("views", shape);
        opened.LeaveOut(atXdp ? TcName : XdpName);
        if (before is not null)
        {
            opened.UseMap("counters", before._counters);
            opened.UseMap("agent", before._agent);
        }

        opened.Load();
        return new KernelProgram(opened, atXdp, room);
    }

    /// <summary>Puts a view in force: when this returns, no packet is decided by the one before.</summary>
    /// <param name="view">At most <see cref="Lines"/> long.</param>
    /// <exception cref="LinkException">It cannot; the one before stays in force.</exception>
    internal void Publish(ViewImage view)
    {
        Image target = _spare ?? new Image(CreateImage(Lines));
        // Kept also when the kernel does not take it now.
        _spare = target;
        view.Write(target.Memory.As<uint>());
        _views.SetMap(0u, target.Map);
        (_inForce, _spare) = (target, _inForce);
    }

    /// <summary>Returns when no packet is on its way that a program before this one has begun to decide.</summary>
    internal void WaitForPackets()
    {
        if (_inForce is { } image) _views.SetMap(0u, image.Map);
    }

    /// <summary>When the lease ends; it may be in the past.</summary>
    /// <remarks>The kernel's clock and .NET's are the same one, in nanoseconds.</remarks>
    internal void SetLease(long ends) => Volatile.Write(ref _agentMemory.As<ulong>()[0], (ulong)Math.Max(0, ends));

    /// <summary>Whether new clients of every service would be served.</summary>
    /// <remarks>What a probe is told while this process is gone.</remarks>
    internal void SetListening(bool listening) =>
        Volatile.Write(ref _agentMemory.As<ulong>()[1], listening ? 1ul : 0ul);

    /// <summary>The counters of every processor, to be added up.</summary>
    internal ReadOnlySpan<KernelCounters> ReadCounters()
    {
        KernelCounters[] counters = new KernelCounters[BpfMap.ProcessorCount];
        _counters.TryGetPerProcessor(0u, counters.AsSpan());
        return counters;
    }

    public void Dispose()
    {
        Program.Dispose();
        _views.Dispose();
        _counters.Dispose();
        _agentMemory.Dispose();
        _agent.Dispose();
        _inForce?.Dispose();
        _spare?.Dispose();
    }

    private static BpfMap CreateImage(int lines) =>
        BpfMap.CreateArray("beamer_view", ViewImage.LineBytes, lines);

    private sealed record Image(BpfMap Map) : IDisposable
    {
        internal BpfMemory Memory { get; } = Map.Memory();

        public void Dispose()
        {
            Memory.Dispose();
            Map.Dispose();
        }
    }
}
