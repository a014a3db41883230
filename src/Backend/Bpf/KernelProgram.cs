using Beamer.Core.Chaining;
using Beamer.Link;
using Beamer.Link.Bpf;

namespace Beamer.Backend.Bpf;

/// <summary>The agent's program in the kernel, and the memory that it reads.</summary>
/// <remarks>
/// <para>
/// Views lie in two arrays that take turns. A new one is written whole into the array that is not in force, and is then
/// put in the place of the other; that call ends only when no processor uses the old one any more (RCU). So nothing is
/// read torn, and what <see cref="Publish"/> has published is in force on every processor when it returns.
/// </para>
/// <para>One writer at a time. Program and memory live on without this process while a link or a pin holds them.</para>
/// </remarks>
internal sealed class KernelProgram : IKernelPath, IDisposable
{
    private const string XdpName = "server_xdp";
    private const string TcName = "server_tc";

    private readonly BpfMap _views;
    private readonly BpfMap _counters;
    private readonly BpfMap _agent;
    private readonly BpfMemory _agentMemory;
    private Image? _inForce;
    private Image? _spare;

    private KernelProgram(BpfObject loaded, bool atXdp)
    {
        AtXdp = atXdp;
        Program = loaded.Program(atXdp ? XdpName : TcName);
        _views = loaded.Map("views");
        _counters = loaded.Map("counters");
        _agent = loaded.Map("agent");
        _agentMemory = _agent.Memory();
    }

    /// <summary>Whether it is the program for XDP, else that for traffic control.</summary>
    internal bool AtXdp { get; }

    /// <summary>What is to be attached.</summary>
    internal BpfProgram Program { get; }

    /// <summary>Loads it with memory of its own: until the first view it leaves every packet to this process.</summary>
    /// <param name="atXdp">For XDP, else for traffic control.</param>
    /// <exception cref="LinkException">libbpf, a capability or a kernel feature is missing.</exception>
    internal static KernelProgram Load(bool atXdp)
    {
        using BpfObject opened = BpfObject.Open("server", typeof(KernelProgram).Assembly);
        using BpfMap shape = BpfMap.CreateArray("beamer_view", ViewImage.LineBytes, 1, inner: true);
        opened.SetInnerMap("views", shape);
        opened.LeaveOut(atXdp ? TcName : XdpName);
        opened.Load();
        return new KernelProgram(opened, atXdp);
    }

    public void Publish(AgentView view)
    {
        ViewImage image = new(view);
        Image target = _spare is { } spare && spare.Lines == image.Lines ? spare : Image.Create(image.Lines);
        image.Write(target.Memory.As<uint>());
        _views.SetMap(0u, target.Map);
        if (!ReferenceEquals(target, _spare)) _spare?.Dispose();
        (_inForce, _spare) = (target, _inForce);
    }

    /// <remarks>The kernel's clock and .NET's are the same one, in nanoseconds.</remarks>
    public void SetLease(long ends) => Volatile.Write(ref _agentMemory.As<ulong>()[0], (ulong)Math.Max(0, ends));

    /// <remarks>What a probe is told while this process is gone.</remarks>
    public void SetListening(bool listening) =>
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

    private sealed record Image(BpfMap Map, BpfMemory Memory, int Lines) : IDisposable
    {
        internal static Image Create(int lines)
        {
            BpfMap map = BpfMap.CreateArray("beamer_view", ViewImage.LineBytes, lines, inner: true);
            try
            {
                return new Image(map, map.Memory(), lines);
            }
            catch
            {
                map.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            Memory.Dispose();
            Map.Dispose();
        }
    }
}
