using System.Runtime.InteropServices;
using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>Functions of libbpf 1, named and documented as in its headers.</summary>
/// <remarks>
/// A negative result is the negated error number. A null pointer means failure too, the number being
/// <see cref="Marshal.GetLastPInvokeError"/>.
/// </remarks>
internal static unsafe partial class LibBpf
{
    /// <summary>The name that ends in the major version: no other version of libbpf is taken for it.</summary>
    internal const string Library = "libbpf.so.1";

    [LibraryImport(Library)]
    internal static partial nint libbpf_set_print(delegate* unmanaged<int, byte*, nint, int> fn);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint bpf_object__open_mem(byte* obj_buf, nuint obj_buf_sz, bpf_object_open_opts* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_object__load(nint obj);

    [LibraryImport(Library)]
    internal static partial void bpf_object__close(nint obj);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_program_by_name(nint obj, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_map_by_name(nint obj, string name);

    [LibraryImport(Library)]
    internal static partial int bpf_program__fd(nint prog);

    [LibraryImport(Library)]
    internal static partial int bpf_program__set_autoload(nint prog, [MarshalAs(UnmanagedType.U1)] bool autoload);

    [LibraryImport(Library)]
    internal static partial int bpf_map__fd(nint map);

    [LibraryImport(Library)]
    internal static partial int bpf_map__reuse_fd(nint map, FileDescriptor fd);

    [LibraryImport(Library)]
    internal static partial int bpf_map__set_max_entries(nint map, uint max_entries);

    [LibraryImport(Library)]
    internal static partial int bpf_map__set_value_size(nint map, uint size);

    [LibraryImport(Library)]
    internal static partial int bpf_map__set_inner_map_fd(nint map, FileDescriptor fd);

    [LibraryImport(Library)]
    internal static partial nint bpf_map__initial_value(nint map, nuint* psize);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_map_create(
        int map_type, string map_name, uint key_size, uint value_size, uint max_entries, bpf_map_create_opts* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_map_update_elem(FileDescriptor fd, void* key, void* value, ulong flags);

    [LibraryImport(Library)]
    internal static partial int bpf_map_lookup_elem(FileDescriptor fd, void* key, void* value);

    [LibraryImport(Library)]
    internal static partial int bpf_map_delete_elem(FileDescriptor fd, void* key);

    [LibraryImport(Library)]
    internal static partial int bpf_map_get_next_key(FileDescriptor fd, void* key, void* next_key);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_obj_pin(FileDescriptor fd, string pathname);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_obj_get(string pathname);

    [LibraryImport(Library)]
    internal static partial int bpf_obj_get_info_by_fd(FileDescriptor bpf_fd, void* info, uint* info_len);

    [LibraryImport(Library)]
    internal static partial int bpf_link_create(
        FileDescriptor prog_fd, int target_fd, int attach_type, bpf_link_create_opts* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_link_update(FileDescriptor link_fd, FileDescriptor new_prog_fd, void* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_link_detach(FileDescriptor link_fd);

    [LibraryImport(Library)]
    internal static partial int bpf_tc_hook_create(bpf_tc_hook* hook);

    [LibraryImport(Library)]
    internal static partial int bpf_tc_attach(bpf_tc_hook* hook, bpf_tc_opts* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_tc_detach(bpf_tc_hook* hook, bpf_tc_opts* opts);

    [LibraryImport(Library)]
    internal static partial int bpf_prog_test_run_opts(FileDescriptor prog_fd, bpf_test_run_opts* opts);

    [LibraryImport(Library)]
    internal static partial int libbpf_num_possible_cpus();
}
