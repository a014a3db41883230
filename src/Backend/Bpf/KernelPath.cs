using Beamer.Core.Chaining;
using Beamer.Link;
using Beamer.Link.Bpf;

namespace Beamer.Backend.Bpf;

/// <summary>
/// Brings the agent's program to the interface of its packets, where it stays when this process ends.
/// </summary>
/// <remarks>
/// <para>
/// The bond between program and interface is pinned in a BPF file system, and holds program and memory. A process that
/// starts loads a program of its own, gives it its view, and only then puts it into the bond in place of the one that
/// is there: each packet meets the one or the other, whatever the two make of their memory.
/// </para>
/// <para>
/// A view that has outgrown the program gets a new one, which takes the old one's place in the same way, and goes on
/// with its counters and lease.
/// </para>
/// <para>The ingress loop runs beside it, for probes and for what the program leaves to it.</para>
/// </remarks>
internal sealed class KernelPath(BackendOptions options, AgentState state) : IKernelPath, IDisposable
{
    private KernelProgram? _program;
    private volatile BpfLink? _link;

    /// <summary>Whether packets are decided in the kernel.</summary>
    internal bool IsUsed => _link is not null;

    /// <summary>Whether the program itself looks up the way to the next server, which needs forwarding.</summary>
    internal bool IsAtXdp => IsUsed && Volatile.Read(ref _program) is { AtXdp: true };

    private string PinDirectory => options.BpfDirectory ?? Path.Combine("/sys/fs/bpf/beamer", options.Name);

    private string XdpPin => Path.Combine(PinDirectory, "xdp");

    private string TcPin => Path.Combine(PinDirectory, "tc");

    /// <summary>Whether a program is there that an earlier process has left.</summary>
    internal bool HasPredecessor => File.Exists(XdpPin) || File.Exists(TcPin);

    /// <summary>Takes the fastest way that works: XDP in the driver, XDP in the stack, traffic control.</summary>
    /// <param name="uplink">Where encapsulated packets come in.</param>
    /// <returns>Where the program runs, and why not at a faster place.</returns>
    /// <exception cref="LinkException">None works.</exception>
    internal string Start(InterfaceInfo uplink)
    {
        BpfFileSystem.Prepare(PinDirectory);
        if (TryReplace(XdpPin, uplink, atXdp: true)) return $"by XDP on {uplink.Name}, in place of the program before";
        if (TryReplace(TcPin, uplink, atXdp: false)) return $"at TCX of {uplink.Name}, in place of the program before";
        try
        {
            KernelProgram program = Load(atXdp: true);
            Keep(BpfLink.AttachXdp(program.Program, uplink.Index, out XdpMode mode, out string reason), XdpPin);
            return mode == XdpMode.Native
                ? $"by XDP in the driver of {uplink.Name}"
                : $"by XDP in the stack of {uplink.Name}, because: {reason}";
        }
        catch (LinkException e) when (e.Operation.StartsWith("attach", StringComparison.Ordinal))
        {
            KernelProgram program = Load(atXdp: false);
            Keep(BpfLink.AttachTcx(program.Program, uplink.Index, ingress: true), TcPin);
            return $"at TCX of {uplink.Name}, because: {e.Message}";
        }
    }

    /// <summary>Takes away what an earlier process has left at the interface.</summary>
    /// <returns>False when there was nothing.</returns>
    internal bool Remove()
    {
        bool had = HasPredecessor;
        foreach (string pin in (string[])[XdpPin, TcPin])
        {
            if (!File.Exists(pin)) continue;
            using (BpfLink link = BpfLink.OpenPinned(pin)) link.Detach();
            File.Delete(pin);
        }

        return had;
    }

    /// <summary>What the program has counted, on all processors together.</summary>
    internal KernelCounters ReadTotals()
    {
        KernelCounters total = default;
        if (Volatile.Read(ref _program) is not { } program) return total;
        foreach (ref readonly KernelCounters counters in program.ReadCounters()) total.Add(counters);
        return total;
    }

    void IKernelPath.Publish(AgentView view)
    {
        ViewImage image = new(view);
        if (_program is not { } program) throw new InvalidOperationException("No program is loaded.");
        if (image.Lines <= program.Lines)
        {
            program.Publish(image);
            HoldLink(program);
            return;
        }

        KernelProgram next = KernelProgram.Load(program.AtXdp, image.Lines, program);
        try
        {
            next.Publish(image);
            _link?.Update(next.Program);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        Volatile.Write(ref _program, next);
        next.WaitForPackets();
        program.Dispose();
    }

    void IKernelPath.SetLease(long ends)
    {
        if (_program is not { } program) return;
        program.SetLease(ends);
        if (ends > 0) HoldLink(program);
    }

    void IKernelPath.SetListening(bool listening) => _program?.SetListening(listening);

    /// <summary>A program that is pinned stays where it is.</summary>
    public void Dispose()
    {
        state.UseKernel(null);
        _link?.Dispose();
        _link = null;
        Interlocked.Exchange(ref _program, null)?.Dispose();
    }

    /// <summary>
    /// Whom the controller speaks to decides: a newer process that put its own program into the bond may have died
    /// before it took over, and what it left would go by its last view for ever.
    /// </summary>
    private void HoldLink(KernelProgram program)
    {
        if (_link is not { } link || link.Look().ProgramId == program.Program.Id) return;
        link.Update(program.Program);
        program.WaitForPackets();
    }

    private bool TryReplace(string pin, InterfaceInfo uplink, bool atXdp)
    {
        if (!File.Exists(pin)) return false;
        BpfLink link = BpfLink.OpenPinned(pin);
        if (link.Look().InterfaceIndex != uplink.Index)
        {
            // Its interface is gone, or the address has moved to another one.
            if (link.Look().InterfaceIndex != 0) link.Detach();
            link.Dispose();
            File.Delete(pin);
            return false;
        }

        link.Update(Load(atXdp).Program);
        _link = link;
        return true;
    }

    /// <summary>With the view of now, and with each one from now on.</summary>
    private KernelProgram Load(bool atXdp)
    {
        KernelProgram program = KernelProgram.Load(atXdp, new ViewImage(state.View).Lines);
        Interlocked.Exchange(ref _program, program)?.Dispose();
        state.UseKernel(this);
        // If the view has outgrown it meanwhile, it is another one by now.
        return _program;
    }

    private void Keep(BpfLink link, string pin)
    {
        try
        {
            link.Pin(pin);
            _link = link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }
}
