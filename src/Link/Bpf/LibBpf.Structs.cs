using System.Runtime.InteropServices;

namespace Beamer.Link.Bpf;

/// <content>
/// Structs and constants under the names of their headers; a unit test asserts each against those headers.
/// </content>
internal static unsafe partial class LibBpf
{
    internal const int BPF_MAP_TYPE_ARRAY = 2;
    internal const int BPF_XDP = 37;
    internal const uint BPF_F_MMAPABLE = 1 << 10;
    internal const int BPF_F_TEST_XDP_LIVE_FRAMES = 1 << 1;
    internal const int BPF_TC_INGRESS = 1;
    internal const int BPF_TC_EGRESS = 2;
    internal const int BPF_TC_F_REPLACE = 1;
    internal const uint XDP_FLAGS_SKB_MODE = 2;
    internal const uint XDP_FLAGS_DRV_MODE = 4;
    internal const int LIBBPF_WARN = 0;

    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_object_open_opts
    {
        public nuint sz;
        public byte* object_name;
        public byte relaxed_maps;
        public byte* pin_root_path;
        private readonly uint _padding;
        public byte* kconfig;
        public byte* btf_custom_path;
        public byte* kernel_log_buf;
        public nuint kernel_log_size;
        public uint kernel_log_level;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_map_create_opts
    {
        public nuint sz;
        public uint btf_fd;
        public uint btf_key_type_id;
        public uint btf_value_type_id;
        public uint btf_vmlinux_value_type_id;
        public uint inner_map_fd;
        public uint map_flags;
        public ulong map_extra;
        public uint numa_node;
        public uint map_ifindex;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_test_run_opts
    {
        public nuint sz;
        public void* data_in;
        public void* data_out;
        public uint data_size_in;
        public uint data_size_out;
        public void* ctx_in;
        public void* ctx_out;
        public uint ctx_size_in;
        public uint ctx_size_out;
        public uint retval;
        public int repeat;
        public uint duration;
        public uint flags;
        public uint cpu;
        public uint batch_size;
    }

    /// <remarks>The rest of it, a union for other kinds of links, is left out: its size says so.</remarks>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct bpf_link_create_opts
    {
        public nuint sz;
        public uint flags;
        public void* iter_info;
        public uint iter_info_len;
        public uint target_btf_id;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_tc_hook
    {
        public nuint sz;
        public int ifindex;
        public int attach_point;
        public uint parent;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_tc_opts
    {
        public nuint sz;
        public int prog_fd;
        public uint flags;
        public uint prog_id;
        public uint handle;
        public uint priority;
    }

    /// <remarks>The first words: the kernel writes as many as both know.</remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_map_info
    {
        public uint type;
        public uint id;
        public uint key_size;
        public uint value_size;
        public uint max_entries;
        public uint map_flags;
    }

    /// <remarks>The first words, for a link of the kind XDP or TCX.</remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_link_info
    {
        public uint type;
        public uint id;
        public uint prog_id;
        private readonly uint _padding;
        public uint xdp_ifindex;
    }

    /// <remarks>The first words.</remarks>
    [StructLayout(LayoutKind.Sequential)]
    internal struct bpf_prog_info
    {
        public uint type;
        public uint id;
        public ulong tag;
    }
}
