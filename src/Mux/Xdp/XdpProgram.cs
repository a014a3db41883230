using Beamer.Core.Forwarding;
using Beamer.Core.Tables;
using Beamer.Core.Wire;
using Beamer.Link.Bpf;

namespace Beamer.Mux.Xdp;

/// <summary>One loaded program with its own tables, which know one configuration and follow its rows.</summary>
/// <remarks>
/// A change of services or pools is another program, and one store of the link replaces the old by the new one. A
/// change of rows is written beside what is in force, and one store of a generation puts all of it in force.
/// One thread.
/// </remarks>
internal sealed class XdpProgram : IDisposable
{
    private const string GenerationInForce = ".bss";

    private readonly BpfMap _grace;
    private readonly BpfMap _graceInner;
    private readonly BpfMemory _rows;
    private readonly BpfMemory _generation;
    private readonly RowCells _shape;
    private readonly Dictionary<PoolId, int> _firstRows;

    private XdpProgram(
        BpfObject loaded, BpfMap graceInner, ForwardingTable table, Dictionary<PoolId, int> firstRows, bool isWide)
    {
        _graceInner = graceInner;
        _firstRows = firstRows;
        _shape = new RowCells(isWide ? RowCells.WideSlotWords : RowCells.NarrowSlotWords);
        Table = table;
        Program = loaded.Program("mux");
        Counts = loaded.Map("counts");
        _grace = loaded.Map("grace");
        using BpfMap rows = loaded.Map(isWide ? "wide_rows" : "rows");
        using BpfMap generation = loaded.Map(GenerationInForce);
        _rows = rows.Memory();
        _generation = generation.Memory();
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
        FleetConfiguration configuration = table.Fleet.Configuration;
        Dictionary<PoolId, int> firstRows = [];
        int rows = 0;
        foreach (Pool pool in configuration.Pools)
        {
            firstRows[pool.Id] = rows;
            rows = checked(rows + pool.BucketCount);
        }

        bool isWide = configuration.Pools.Any(pool => pool.PreviousMax > 2);
        ServiceSlots services = ServiceSlots.Of(configuration, pool => firstRows[pool]);
        using BpfObject opened = BpfObject.Open("mux", typeof(XdpProgram).Assembly);
        opened.SetConstants(ConstantsOf(table.Settings, output, services, isWide));
        opened.SetMaxEntries("services", (uint)services.Slots.Length);
        opened.SetMaxEntries(isWide ? "wide_rows" : "rows", (uint)Math.Max(1, rows));
        if (counts is not null) opened.UseMap("counts", counts);
        opened.Load();
        XdpProgram program = new(
            opened, BpfMap.CreateArray("grace_inner", sizeof(uint), 1, inner: false), table, firstRows, isWide);
        using BpfMap slots = opened.Map("services");
        using BpfMemory memory = slots.Memory();
        services.Slots.CopyTo(memory.As<ServiceSlot>());
        program.Fill();
        return program;
    }

    /// <summary>Puts a later table into force, if it differs in rows alone.</summary>
    /// <returns>False when it needs another program; nothing has changed then.</returns>
    public bool TryAdvance(ForwardingTable next)
    {
        uint inForce = Table.Fleet.Generation.Value;
        if (!HasSameShape(next) || next.Fleet.Generation.Value < inForce) return false;
        foreach (BucketTable pool in next.Fleet.Pools.Values)
        {
            if (!RowCells.CanWrite(Before(pool), pool, inForce)) return false;
        }

        // The slots about to be written were in force before the last change: wait for packets that still use them.
        WaitForPackets();
        int changed = 0;
        foreach (BucketTable pool in next.Fleet.Pools.Values)
            changed += _shape.Write(CellsOf(pool.Pool), Before(pool), pool, inForce);
        // And for those that may have read a slot before it was whole and read the generation only afterwards, as
        // processors with weak order do.
        if (changed > 0) WaitForPackets();
        Volatile.Write(ref _generation.As<uint>()[0], next.Fleet.Generation.Value);
        Table = next;
        return true;
    }

    public void Dispose()
    {
        Program.Dispose();
        Counts.Dispose();
        _rows.Dispose();
        _generation.Dispose();
        _grace.Dispose();
        _graceInner.Dispose();
    }

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
            Address = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(settings.Address.Value),
            FabricMtuBytes = (uint)settings.FabricMtuBytes,
            Sum = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)sum),
            ServicesShift = (uint)services.Shift,
            ServicesMask = (uint)services.Slots.Length - 1,
            TypeOfService = typeOfService,
            Output = output.IsRouted ? XdpConstants.OutputRoute : XdpConstants.OutputMacSwap,
            IsWide = (byte)(isWide ? 1 : 0),
        };
        output.OwnMac.CopyTo(constants.OwnMac);
        return constants;
    }

    private void Fill()
    {
        foreach (BucketTable pool in Table.Fleet.Pools.Values) _shape.Fill(CellsOf(pool.Pool), pool);
        Volatile.Write(ref _generation.As<uint>()[0], Table.Fleet.Generation.Value);
    }

    private bool HasSameShape(ForwardingTable next) =>
        next.Settings == Table.Settings
        && next.Fleet.Configuration.Services.SequenceEqual(Table.Fleet.Configuration.Services)
        && next.Fleet.Configuration.Pools.SequenceEqual(Table.Fleet.Configuration.Pools);

    private BucketTable Before(BucketTable next) => Table.Fleet.Pools[next.Pool.Id];

    private Span<uint> CellsOf(Pool pool) => _rows.As<uint>().Slice(
        _firstRows[pool.Id] * _shape.CellWords, pool.BucketCount * _shape.CellWords);

    /// <summary>Until no processor runs a program that began before (an RCU grace period): some milliseconds.</summary>
    private void WaitForPackets() => _grace.SetMap(0u, _graceInner);
}
