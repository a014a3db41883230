using Beamer.Core;
using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>A map in the kernel: shared by programs and processes, alive as long as one of them holds it.</summary>
/// <remarks>
/// Any thread. Each call is one system call; what changes often lies in <see cref="BpfMemory"/> instead. A key or a
/// value is a struct that lies in memory as its twin in C does.
/// </remarks>
public sealed unsafe class BpfMap : IDisposable
{
    private const int PageBytes = 4096;

    private BpfMap(string name, FileDescriptor descriptor, LibBpf.bpf_map_info info)
    {
        Name = name;
        Descriptor = descriptor;
        Id = info.id;
        KeyBytes = (int)info.key_size;
        ValueBytes = (int)info.value_size;
        Entries = (int)info.max_entries;
    }

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    /// <summary>The kernel's number for it: what a lookup in a map of maps gives.</summary>
    public uint Id { get; }

    /// <summary>Bytes of a key.</summary>
    public int KeyBytes { get; }

    /// <summary>Bytes of a value.</summary>
    public int ValueBytes { get; }

    /// <summary>Entries at most.</summary>
    public int Entries { get; }

    /// <summary>Processors that a per-CPU map has a value for: those that may ever be plugged in.</summary>
    public static int ProcessorCount { get; } = LibBpf.libbpf_num_possible_cpus();

    internal FileDescriptor Descriptor { get; }

    /// <summary>Makes an array in memory that this process and programs share.</summary>
    /// <param name="name">1..15 letters, digits and '_'.</param>
    /// <param name="valueBytes">Bytes of an entry; the kernel pads it to a multiple of 8.</param>
    /// <param name="entries">1 or more.</param>
    /// <exception cref="LinkException">A capability is missing, or memory is short.</exception>
    public static BpfMap CreateArray(string name, int valueBytes, int entries)
    {
        LibBpfLog.Install();
        LibBpf.bpf_map_create_opts options = new()
        {
            sz = (nuint)sizeof(LibBpf.bpf_map_create_opts),
            map_flags = LibBpf.BPF_F_MMAPABLE,
        };
        string operation = $"make the BPF array {name} of {entries} entries";
        int result = LibBpf.bpf_map_create(
            LibBpf.BPF_MAP_TYPE_ARRAY, name, sizeof(uint), (uint)valueBytes, (uint)entries, &options);
        return Own(name, FileDescriptor.OwnBpf(result, operation));
    }

    /// <summary>Opens a pinned map.</summary>
    /// <param name="path">In a BPF file system.</param>
    /// <exception cref="LinkException">There is none, or it may not be opened.</exception>
    public static BpfMap OpenPinned(string path)
    {
        LibBpfLog.Install();
        return Own(Path.GetFileName(path), FileDescriptor.OwnBpf(LibBpf.bpf_obj_get(path), $"open {path}"));
    }

    /// <summary>Keeps the map alive under a path of a BPF file system, after this process too.</summary>
    /// <exception cref="LinkException">No BPF file system is there, or the path is taken.</exception>
    public void Pin(string path) => Check(LibBpf.bpf_obj_pin(Descriptor, path), $"pin the BPF map {Name} at {path}");

    /// <summary>Adds an entry, or replaces it.</summary>
    /// <exception cref="LinkException">The map is full, or the key is out of range.</exception>
    public void Set<TKey, TValue>(TKey key, in TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireSizes(sizeof(TKey), sizeof(TValue));
        fixed (TValue* pointer = &value)
        {
            Check(LibBpf.bpf_map_update_elem(Descriptor, &key, pointer, 0), $"write to the BPF map {Name}");
        }
    }

    /// <summary>Puts a map into a map of maps. It waits until no processor uses the one that was there (RCU).</summary>
    public void SetMap<TKey>(TKey key, BpfMap inner)
        where TKey : unmanaged => Set(key, (uint)inner.Descriptor.Number);

    /// <summary>Reads an entry.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet<TKey, TValue>(TKey key, out TValue value)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireSizes(sizeof(TKey), sizeof(TValue));
        fixed (TValue* pointer = &value)
        {
            return Has(LibBpf.bpf_map_lookup_elem(Descriptor, &key, pointer), "read from");
        }
    }

    /// <summary>Reads every processor's value of an entry of a per-CPU map.</summary>
    /// <param name="key">The entry.</param>
    /// <param name="values"><see cref="ProcessorCount"/> of them, each a multiple of 8 bytes.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGetPerProcessor<TKey, TValue>(TKey key, Span<TValue> values)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireSizes(sizeof(TKey), sizeof(TValue));
        Invariant.Require(values.Length == ProcessorCount && sizeof(TValue) % 8 == 0, "one value per processor");
        fixed (TValue* pointer = values)
        {
            return Has(LibBpf.bpf_map_lookup_elem(Descriptor, &key, pointer), "read from");
        }
    }

    /// <summary>Writes every processor's value of an entry of a per-CPU map.</summary>
    /// <param name="key">The entry.</param>
    /// <param name="values"><see cref="ProcessorCount"/> of them, each a multiple of 8 bytes.</param>
    public void SetPerProcessor<TKey, TValue>(TKey key, ReadOnlySpan<TValue> values)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        RequireSizes(sizeof(TKey), sizeof(TValue));
        Invariant.Require(values.Length == ProcessorCount && sizeof(TValue) % 8 == 0, "one value per processor");
        fixed (TValue* pointer = values)
        {
            Check(LibBpf.bpf_map_update_elem(Descriptor, &key, pointer, 0), $"write to the BPF map {Name}");
        }
    }

    /// <summary>Takes an entry out.</summary>
    /// <returns>False when there was none.</returns>
    public bool Remove<TKey>(TKey key)
        where TKey : unmanaged
    {
        RequireSizes(sizeof(TKey), ValueBytes);
        return Has(LibBpf.bpf_map_delete_elem(Descriptor, &key), "delete from");
    }

    /// <summary>The keys that are there now; a map that changes meanwhile may show some twice.</summary>
    public List<TKey> Keys<TKey>()
        where TKey : unmanaged
    {
        RequireSizes(sizeof(TKey), ValueBytes);
        List<TKey> keys = [];
        TKey key;
        TKey* before = null;
        while (Has(LibBpf.bpf_map_get_next_key(Descriptor, before, &key), "read from"))
        {
            keys.Add(key);
            before = &key;
        }

        return keys;
    }

    /// <summary>The memory of an array made for it (BPF_F_MMAPABLE).</summary>
    /// <exception cref="LinkException">It was not made for it, or memory is short.</exception>
    public BpfMemory Memory()
    {
        int stride = (ValueBytes + 7) & ~7;
        nuint bytes = (((nuint)stride * (nuint)Entries) + PageBytes - 1) & ~(nuint)(PageBytes - 1);
        return BpfMemory.Map(Descriptor, bytes, stride, Entries, $"map the memory of the BPF array {Name}");
    }

    /// <summary>Lets go of the map; the kernel frees it when nothing else holds it.</summary>
    public void Dispose() => Descriptor.Dispose();

    internal static BpfMap Own(string name, FileDescriptor descriptor)
    {
        LibBpf.bpf_map_info info = default;
        uint length = (uint)sizeof(LibBpf.bpf_map_info);
        Check(LibBpf.bpf_obj_get_info_by_fd(descriptor, &info, &length), $"ask for the shape of the BPF map {name}");
        return new BpfMap(name, descriptor, info);
    }

    private static void Check(int result, string operation)
    {
        if (result < 0) throw LinkException.ForBpf(operation, -result);
    }

    private bool Has(int result, string verb)
    {
        if (result == -LibC.ENOENT) return false;
        Check(result, $"{verb} the BPF map {Name}");
        return true;
    }

    private void RequireSizes(int key, int value) => Invariant.Require(
        key == KeyBytes && value == ValueBytes,
        $"BPF map {Name} has keys of {KeyBytes} and values of {ValueBytes} bytes");
}
