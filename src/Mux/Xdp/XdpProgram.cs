using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Beamer.Core.Forwarding;
using Beamer.Core.Wire;
using Beamer.Link.Bpf;

namespace Beamer.Mux.Xdp;

/// <summary>One loaded program with its own tables, which know one configuration and follow its rows.</summary>
/// <remarks>
/// A change of services or pools is another program, and one store of the link replaces the old by the new one. A
/// change of rows is written to the copy that no packet reads, and one store puts it into force. One thread.
/// </remarks>
internal sealed class XdpProgram : IDisposable
{
    private const string CopyInForce = ".bss";

    private readonly BpfMap _grace;
    private readonly BpfMap _graceInner;
    private readonly BpfMemory _rows;
    private readonly BpfMemory _copyInForce;
    private readonly RowCopies _copies;

    private XdpProgram(BpfObject loaded, ForwardingTable table, RowCopies copies)
    {
        _copies = copies;
        Table = table;
        Program = loaded.Program("mux");
        Counts = loaded.Map("counts");
        _grace = loaded.Map("grace");
        _graceInner = BpfMap.CreateArray("grace_inner", sizeof(uint), 1);
        using BpfMap rows = loaded.Map(RowsOf(copies));
        using BpfMap copyInForce = loaded.Map(CopyInForce);
        _rows = rows.Memory();
        _copyInForce = copyInForce.Memory();
    }

    /// <summary>To be attached to an interface.</summary>
    public BpfProgram Program { get; }

    /// <summary>What it counts, by processor.</summary>
    public BpfMap Counts { get; }

    /// <summary>The table in force.</summary>
    public ForwardingTable Table { get; private set; }

    /// <summary>Loads the program and fills its tables.</summary>
    /// <param name="table">The first table.</param>
    /// <param name="output">How frames leave.</param>
    /// <param name="counts">Counters to go on with; null: new ones.</param>
    /// <exception cref="Link.LinkException">The kernel refuses it: the sentence says why.</exception>
    public static XdpProgram Load(ForwardingTable table, XdpOutput output, BpfMap? counts)
    {
        var copies = new RowCopies(table.Fleet);
        ServiceSlots services = ServiceSlots.Of(table.Fleet.Configuration, copies.FirstRow);
        using BpfObject opened = BpfObject.Open("mux", typeof(XdpProgram).Assembly);
        opened.SetConstants(ConstantsOf(table.Settings, output, services, copies.IsWide));
        opened.SetValueBytes("services", (uint)MemoryMarshal.AsBytes(services.Slots).Length);
        opened.SetMaxEntries(RowsOf(copies), (uint)copies.Count);
        if (counts is not null) opened.UseMap("counts", counts);
        opened.Load();
        XdpProgram program = new(opened, table, copies);
        using BpfMap slots = opened.Map("services");
        using BpfMemory memory = slots.Memory();
        services.Slots.CopyTo(memory.As<ServiceSlot>());
        copies.Fill(program._rows.As<uint>());
        return program;
    }

    /// <summary>Puts another table into force, if it differs in rows alone.</summary>
    /// <returns>False when it needs another program; nothing has changed then.</returns>
    public bool TryAdvance(ForwardingTable next)
    {
        if (!HasSameShape(next)) return false;
        _copies.Publish(_rows.As<uint>(), ref _copyInForce.As<uint>()[0], next.Fleet, WaitForPackets);
        Table = next;
        return true;
    }

    public void Dispose()
    {
        Program.Dispose();
        Counts.Dispose();
        _rows.Dispose();
        _copyInForce.Dispose();
        _grace.Dispose();
        _graceInner.Dispose();
    }

    private static string RowsOf(RowCopies copies) => copies.IsWide ? "wide_rows" : "rows";

    private static XdpConstants ConstantsOf(
        ForwardingSettings settings, XdpOutput output, ServiceSlots services, bool isWide)
    {
        Span<byte> header = stackalloc byte[OuterHeader.Size];
        byte typeOfService = OuterHeader.TypeOfServiceFor(settings.Dscp, 0);
        new OuterHeader(settings.Address, default, 0, typeOfService).Write(header, 0);
        // What differs from packet to packet: the length, and the checksum itself.
        header.Slice(2, sizeof(ushort)).Clear();
        header.Slice(10, sizeof(ushort)).Clear();
        uint sum = InternetChecksum.Sum(header[..IPv4Header.MinimumSize]);
        XdpConstants constants = new()
        {
            Address = BinaryPrimitives.ReverseEndianness(settings.Address.Value),
            FabricMtuBytes = (uint)settings.FabricMtuBytes,
            Sum = BinaryPrimitives.ReverseEndianness((ushort)sum),
            ServicesShift = (uint)services.Shift,
            ServicesMask = (uint)services.Slots.Length - 1,
            TypeOfService = typeOfService,
            Output = output.IsRouted ? XdpConstants.OutputRoute : XdpConstants.OutputMacSwap,
            IsWide = (byte)(isWide ? 1 : 0),
        };
        output.OwnMac.CopyTo(constants.OwnMac);
        return constants;
    }

    private bool HasSameShape(ForwardingTable next) =>
        next.Settings == Table.Settings
        && next.Fleet.Configuration.Services.SequenceEqual(Table.Fleet.Configuration.Services)
        && next.Fleet.Configuration.Pools.SequenceEqual(Table.Fleet.Configuration.Pools);

    /// <summary>Until no processor runs a program that began before (an RCU grace period): some milliseconds.</summary>
    private void WaitForPackets() => _grace.SetMap(0u, _graceInner);
}
