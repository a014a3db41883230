using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>A traffic control program attached by netlink, for kernels before TCX; it makes the qdisc clsact.</summary>
/// <remarks>Any thread. It stays when its process is gone, until <see cref="Detach"/>.</remarks>
public sealed unsafe class TrafficFilter
{
    private readonly int _interfaceIndex;
    private readonly bool _ingress;
    private readonly uint _priority;

    private TrafficFilter(int interfaceIndex, bool ingress, uint priority)
    {
        _interfaceIndex = interfaceIndex;
        _ingress = ingress;
        _priority = priority;
    }

    /// <summary>Attaches a program, in place of the one with the same priority.</summary>
    /// <param name="program">A program of the section <c>tc</c>.</param>
    /// <param name="interfaceIndex">The interface's number in the calling thread's namespace.</param>
    /// <param name="ingress">For what comes in; else for what goes out.</param>
    /// <param name="priority">1..65535, the lowest first.</param>
    public static TrafficFilter Attach(BpfProgram program, int interfaceIndex, bool ingress, ushort priority)
    {
        LibBpfLog.Install();
        string operation = $"attach {program.Name} by traffic control to interface {interfaceIndex}";
        var filter = new TrafficFilter(interfaceIndex, ingress, priority);
        LibBpf.bpf_tc_hook hook = filter.Hook();
        int result = LibBpf.bpf_tc_hook_create(&hook);
        if (result < 0 && result != -LibC.EEXIST) throw LinkException.ForBpf(operation, -result, LibBpfLog.Take());
        LibBpf.bpf_tc_opts options = filter.Options();
        options.prog_fd = program.Descriptor.Number;
        options.flags = LibBpf.BPF_TC_F_REPLACE;
        result = LibBpf.bpf_tc_attach(&hook, &options);
        return result >= 0 ? filter : throw LinkException.ForBpf(operation, -result, LibBpfLog.Take());
    }

    /// <summary>Takes the program away.</summary>
    public void Detach()
    {
        LibBpf.bpf_tc_hook hook = Hook();
        LibBpf.bpf_tc_opts options = Options();
        int result = LibBpf.bpf_tc_detach(&hook, &options);
        if (result < 0 && result != -LibC.ENOENT)
            throw LinkException.ForBpf($"detach the filter of interface {_interfaceIndex}", -result, LibBpfLog.Take());
    }

    private LibBpf.bpf_tc_hook Hook() => new()
    {
        sz = (nuint)sizeof(LibBpf.bpf_tc_hook),
        ifindex = _interfaceIndex,
        attach_point = _ingress ? LibBpf.BPF_TC_INGRESS : LibBpf.BPF_TC_EGRESS,
    };

    private LibBpf.bpf_tc_opts Options() => new()
    {
        sz = (nuint)sizeof(LibBpf.bpf_tc_opts),
        handle = 1,
        priority = _priority,
    };
}
