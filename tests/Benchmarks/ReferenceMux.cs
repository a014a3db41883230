using System.Reflection;
using System.Runtime.InteropServices;
using Beamer.Core.Forwarding;
using Beamer.Core.Tables;

namespace Beamer.Tests.Benchmarks;

/// <summary>The same decision in C, <c>reference/mux.c</c>, with the same table.</summary>
/// <remarks>The compiled library is found by the path in <see cref="LibraryVariable"/>.</remarks>
internal sealed class ReferenceMux : IDisposable
{
    /// <summary>The environment variable that names the compiled library.</summary>
    public const string LibraryVariable = "BEAMER_MUX_REFERENCE";

    private const string Library = "beamer-mux-reference";

    // C reads them for as long as it lives: they must not move.
    private readonly uint[] _rows;
    private readonly IntPtr _table;
    private Counters _counters;

    static ReferenceMux() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Find);

    public ReferenceMux(FleetTable fleet, ForwardingSettings settings)
    {
        Pool pool = fleet.Configuration.Pools[0];
        BucketTable rows = fleet.Pools[pool.Id];
        _rows = GC.AllocateUninitializedArray<uint>(rows.WordCount, pinned: true);
        rows.CopyTo(_rows);
        ulong[] services = [.. fleet.Configuration.Services.Select(service => KeyOf(service.Key))];
        _table = mux_create(
            ref _rows[0],
            (uint)pool.BucketCount,
            pool.Key.K0,
            pool.Key.K1,
            ref services[0],
            services.Length,
            settings.Address.Value,
            pool.Id.Value,
            (uint)settings.FabricMtuBytes);
    }

    /// <summary>Frames that were forwarded.</summary>
    public long Forwarded => (long)_counters.Forwarded;

    /// <summary>Forwards the frames that the source has received.</summary>
    public void Forward(FrameSource source) => mux_forward(
        _table,
        ref source.Memory[0],
        source.BufferSize,
        FrameSource.Headroom,
        (uint)source.FrameLength,
        FrameSource.Buffers,
        ref _counters);

    /// <summary>Adds one by one, an addition per clock cycle.</summary>
    public static void Count(ulong additions) => mux_count(additions);

    /// <summary>Four such chains side by side.</summary>
    public static void CountSideBySide(ulong additions) => mux_count_side_by_side(additions);

    public void Dispose() => mux_free(_table);

    private static ulong KeyOf(Core.ServiceKey key) =>
        ((ulong)key.Vip.Value << 32) | ((ulong)key.Port << 16) | (ulong)key.Protocol;

    private static IntPtr Find(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Library) return IntPtr.Zero;
        string path = Environment.GetEnvironmentVariable(LibraryVariable)
            ?? throw new InvalidOperationException($"{LibraryVariable} is not set; './bench.sh compare' sets it.");
        return NativeLibrary.Load(path);
    }

    [DllImport(Library)]
    private static extern IntPtr mux_create(
        ref uint rows,
        uint bucketCount,
        ulong key0,
        ulong key1,
        ref ulong services,
        int count,
        uint source,
        uint pool,
        uint fabricMtu);

    [DllImport(Library)]
    private static extern void mux_free(IntPtr table);

    [DllImport(Library)]
    private static extern void mux_forward(
        IntPtr table, ref byte memory, int stride, int start, uint length, int count, ref Counters counters);

    [DllImport(Library)]
    private static extern void mux_count(ulong additions);

    [DllImport(Library)]
    private static extern void mux_count_side_by_side(ulong additions);

    private struct Counters
    {
        public ulong Received;
        public ulong ReceivedBytes;
        public ulong Passed;
        public ulong Forwarded;
        public ulong ForwardedBytes;
    }
}
