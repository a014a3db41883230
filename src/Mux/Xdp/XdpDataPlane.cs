using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Link.Bpf;
using Beamer.Mux.Forwarding;

namespace Beamer.Mux.Xdp;

/// <summary>A program in the kernel, on the interface, that outlives this process.</summary>
/// <remarks>
/// The link is pinned. A program that is there already goes on forwarding until this process has a table; then a new
/// program takes its place in the link, between two packets.
/// </remarks>
internal sealed class XdpDataPlane : IDataPlane, IDisposable
{
    private readonly BpfLink _link;
    private readonly BpfMap _counts;
    private readonly int _interfaceIndex;
    private readonly XdpOutput _output;
    private XdpProgram? _program;
    private ForwardingTable? _current;

    private XdpDataPlane(BpfLink link, BpfMap counts, int interfaceIndex, XdpOutput output, string description)
    {
        _link = link;
        _counts = counts;
        _interfaceIndex = interfaceIndex;
        _output = output;
        Description = description;
    }

    public string Description { get; }

    public ForwardingTable? Current => Volatile.Read(ref _current);

    /// <summary>Attaches a program that passes everything, or takes over the one that is there.</summary>
    /// <param name="pins">Where the program lives.</param>
    /// <param name="interfaceIndex">The interface's number.</param>
    /// <param name="output">How frames leave.</param>
    /// <param name="settings">This MUX's part of the outer headers.</param>
    /// <param name="mayBeGeneric">Whether it may run in the stack when the driver cannot run it.</param>
    /// <exception cref="LinkException">What is missing.</exception>
    public static XdpDataPlane Open(
        XdpPins pins, int interfaceIndex, XdpOutput output, ForwardingSettings settings, bool mayBeGeneric)
    {
        pins.Prepare();
        BpfMap? known = pins.OpenCounts(MuxTotals.Words * sizeof(long));
        XdpProgram empty = XdpProgram.Load(ForwardingTable.Compile(FleetTable.Empty, settings), output, known);
        try
        {
            if (known is null) empty.Counts.Pin(pins.Counts);
            BpfMap counts = known ?? BpfMap.OpenPinned(pins.Counts);
            if (TryTakeOver(pins, interfaceIndex) is { } taken)
            {
                // The trial was whether this kernel takes the program at all.
                empty.Dispose();
                return new XdpDataPlane(taken, counts, interfaceIndex, output, "xdp, taken over");
            }

            BpfLink link = Attach(empty.Program, interfaceIndex, mayBeGeneric, out string description);
            link.Pin(pins.Link);
            return new XdpDataPlane(link, counts, interfaceIndex, output, description) { _program = empty };
        }
        catch
        {
            empty.Dispose();
            throw;
        }
    }

    /// <summary>None: the kernel has its own (<see cref="RowCopies"/>).</summary>
    public ForwardingRows RowsFor(FleetTable next) => ForwardingRows.None;

    public bool TryUse(ForwardingTable table, out string reason)
    {
        reason = "";
        try
        {
            if (_program?.TryAdvance(table) != true) Replace(table);
            Volatile.Write(ref _current, table);
            return true;
        }
        catch (LinkException e)
        {
            reason = $"the table cannot be given to the kernel: {e.Message}";
            return false;
        }
    }

    /// <summary>The program is on the interface, and it is ours if we have given one.</summary>
    public bool IsAlive()
    {
        (uint programId, int interfaceIndex) = _link.Look();
        return interfaceIndex == _interfaceIndex && (_program is null || programId == _program.Program.Id);
    }

    public MuxTotals Totals() => XdpCounters.Read(_counts);

    /// <summary>Lets go; the program stays where it is.</summary>
    public void Dispose()
    {
        _program?.Dispose();
        _counts.Dispose();
        _link.Dispose();
    }

    private static BpfLink? TryTakeOver(XdpPins pins, int interfaceIndex)
    {
        if (!pins.HasLink) return null;
        BpfLink link = BpfLink.OpenPinned(pins.Link);
        if (link.Look().InterfaceIndex == interfaceIndex) return link;
        // The interface that it was on is gone, or this MUX has moved to another one.
        link.Detach();
        link.Dispose();
        File.Delete(pins.Link);
        return null;
    }

    private static BpfLink Attach(
        BpfProgram program, int interfaceIndex, bool mayBeGeneric, out string description)
    {
        if (!mayBeGeneric)
        {
            description = "xdp in the driver";
            return BpfLink.AttachXdp(program, interfaceIndex, XdpMode.Native);
        }

        BpfLink link = BpfLink.AttachXdp(program, interfaceIndex, out XdpMode mode, out string reason);
        description = mode == XdpMode.Native
            ? "xdp in the driver"
            : $"xdp in the stack, several times slower: {reason}";
        return link;
    }

    private void Replace(ForwardingTable table)
    {
        XdpProgram next = XdpProgram.Load(table, _output, _counts);
        try
        {
            _link.Update(next.Program);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        _program?.Dispose();
        _program = next;
    }
}
