using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Beamer.Core;
using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>
/// An object file of BPF programs and maps: opened, given its parameters, and loaded into the kernel.
/// </summary>
/// <remarks>
/// One thread. The order is opening, parameters, <see cref="Load"/>, and then <see cref="Program"/> and
/// <see cref="Map"/>, whose results outlive this object. Needs libbpf 1, CAP_BPF and CAP_NET_ADMIN, and CAP_PERFMON for
/// programs that read kernel structs (CO-RE).
/// </remarks>
public sealed unsafe class BpfObject : IDisposable
{
    private const int LogBytes = 1 << 20;

    private readonly string _name;
    private byte* _log;
    private nint _object;

    private BpfObject(string name, byte* log, nint opened)
    {
        _name = name;
        _log = log;
        _object = opened;
    }

    /// <summary>Reads an object file out of a program's resources: <c>NAME.bpf.o</c>.</summary>
    /// <param name="name">1..15 letters, digits and '_'.</param>
    /// <param name="assembly">Where it is embedded.</param>
    /// <exception cref="LinkException">libbpf 1 is not installed.</exception>
    public static BpfObject Open(string name, Assembly assembly)
    {
        using Stream? resource = assembly.GetManifestResourceStream(name + ".bpf.o");
        Invariant.Require(resource is not null, $"{name}.bpf.o is embedded");
        byte[] elf = new byte[resource.Length];
        resource.ReadExactly(elf);
        return Open(name, elf);
    }

    /// <summary>Reads an object file; nothing reaches the kernel yet.</summary>
    /// <param name="name">What errors call it: 1..15 letters, digits and '_'.</param>
    /// <param name="elf">The file.</param>
    /// <exception cref="LinkException">libbpf 1 is not installed, or the file is damaged.</exception>
    public static BpfObject Open(string name, ReadOnlySpan<byte> elf)
    {
        LibBpfLog.Install();
        byte* log = (byte*)NativeMemory.AllocZeroed(LogBytes);
        fixed (byte* bytes = elf)
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            LibBpf.bpf_object_open_opts options = new()
            {
                sz = (nuint)sizeof(LibBpf.bpf_object_open_opts),
                object_name = text,
                kernel_log_buf = log,
                kernel_log_size = LogBytes,
            };
            nint opened = LibBpf.bpf_object__open_mem(bytes, (nuint)elf.Length, &options);
            if (opened != 0) return new BpfObject(name, log, opened);
        }

        int errno = Marshal.GetLastPInvokeError();
        NativeMemory.Free(log);
        throw LinkException.ForBpf($"read the BPF object {name}", errno, LibBpfLog.Take());
    }

    /// <summary>Sets the constants of the programs: the whole of <c>.rodata</c>, before <see cref="Load"/>.</summary>
    /// <remarks>The verifier sees them, so that a branch that they rule out costs nothing.</remarks>
    /// <param name="constants">As the C struct; the only constant of the object.</param>
    /// <exception cref="LinkException">The object has other constants than these.</exception>
    public void SetConstants<T>(in T constants)
        where T : unmanaged
    {
        nuint size;
        byte* value = (byte*)LibBpf.bpf_map__initial_value(FindMap(".rodata"), &size);
        if (value == null || size != (nuint)sizeof(T))
            throw LinkException.ForBpf($"set {sizeof(T)} bytes of constants in the BPF object {_name}", LibC.EINVAL);
        *(T*)value = constants;
    }

    /// <summary>Sets how many entries a map will have, before <see cref="Load"/>.</summary>
    public void SetMaxEntries(string map, uint entries) =>
        Check(LibBpf.bpf_map__set_max_entries(FindMap(map), entries), $"size the BPF map {map}");

    /// <summary>Sets how large a map's values will be, before <see cref="Load"/>.</summary>
    public void SetValueBytes(string map, uint bytes) =>
        Check(LibBpf.bpf_map__set_value_size(FindMap(map), bytes), $"size the values of the BPF map {map}");

    /// <summary>Gives a map of maps the shape of its inner maps, before <see cref="Load"/>.</summary>
    public void SetInnerMap(string map, BpfMap inner) =>
        Check(LibBpf.bpf_map__set_inner_map_fd(FindMap(map), inner.Descriptor), $"shape the BPF map {map}");

    /// <summary>Uses a map that exists in place of a new one, before <see cref="Load"/>.</summary>
    public void UseMap(string map, BpfMap existing) =>
        Check(LibBpf.bpf_map__reuse_fd(FindMap(map), existing.Descriptor), $"take over the BPF map {map}");

    /// <summary>Leaves a program out, before <see cref="Load"/>: for kernels that would refuse it.</summary>
    public void LeaveOut(string program) =>
        Check(LibBpf.bpf_program__set_autoload(FindProgram(program), false), $"leave out the BPF program {program}");

    /// <summary>Makes the maps and gives the programs to the kernel's verifier.</summary>
    /// <exception cref="LinkException">
    /// A capability or a kernel feature is missing, or the verifier refuses a program: <see cref="LinkException.Log"/>.
    /// </exception>
    public void Load()
    {
        int result = LibBpf.bpf_object__load(_object);
        if (result >= 0) return;
        string verifier = Marshal.PtrToStringUTF8((nint)_log)?.TrimEnd() ?? "";
        throw LinkException.ForBpf(
            $"load the BPF object {_name}", -result, string.Join('\n', LibBpfLog.Take(), verifier).Trim());
    }

    /// <summary>A loaded program.</summary>
    public BpfProgram Program(string name) =>
        new(name, FileDescriptor.Duplicate(LibBpf.bpf_program__fd(FindProgram(name)), $"use the program {name}"));

    /// <summary>A loaded map.</summary>
    public BpfMap Map(string name) =>
        BpfMap.Own(name, FileDescriptor.Duplicate(LibBpf.bpf_map__fd(FindMap(name)), $"use the BPF map {name}"));

    /// <summary>Forgets the object; programs and maps live as long as something holds them.</summary>
    public void Dispose()
    {
        if (_object != 0) LibBpf.bpf_object__close(_object);
        _object = 0;
        NativeMemory.Free(_log);
        _log = null;
    }

    private nint FindMap(string name) => Found(LibBpf.bpf_object__find_map_by_name(_object, name), "map", name);

    private nint FindProgram(string name) =>
        Found(LibBpf.bpf_object__find_program_by_name(_object, name), "program", name);

    private nint Found(nint found, string kind, string name) => found != 0
        ? found
        : throw LinkException.ForBpf($"find the {kind} {name} in the BPF object {_name}", LibC.ENOENT);

    private static void Check(int result, string operation)
    {
        if (result < 0) throw LinkException.ForBpf(operation, -result, LibBpfLog.Take());
    }
}
