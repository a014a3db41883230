using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>The bond of a program to an interface: it ends when nothing holds it any more.</summary>
/// <remarks>Any thread. A pinned link stays when its process is gone, whatever ended it.</remarks>
public sealed unsafe class BpfLink : IDisposable
{
    private const int TcxIngress = 46;
    private const int TcxEgress = 47;

    private readonly FileDescriptor _descriptor;

    private BpfLink(FileDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>Puts an XDP program on an interface of the calling thread's network namespace.</summary>
    /// <param name="program">A program of the section <c>xdp</c>.</param>
    /// <param name="interfaceIndex">Its number, as in <see cref="InterfaceInfo"/>.</param>
    /// <param name="mode">Where it is to run.</param>
    /// <exception cref="LinkException">The driver has no XDP, or another XDP program is there.</exception>
    public static BpfLink AttachXdp(BpfProgram program, int interfaceIndex, XdpMode mode) => Attach(
        program,
        interfaceIndex,
        LibBpf.BPF_XDP,
        mode == XdpMode.Native ? LibBpf.XDP_FLAGS_DRV_MODE : LibBpf.XDP_FLAGS_SKB_MODE,
        $"attach the XDP program {program.Name} in {mode} mode to interface {interfaceIndex}");

    /// <summary>The same, in the driver if it can and else in the stack.</summary>
    /// <param name="program">A program of the section <c>xdp</c>.</param>
    /// <param name="interfaceIndex">Its number.</param>
    /// <param name="mode">Where it runs.</param>
    /// <param name="reason">Why it does not run in the driver; empty when it does.</param>
    /// <exception cref="LinkException">Neither works, or another XDP program is there.</exception>
    public static BpfLink AttachXdp(BpfProgram program, int interfaceIndex, out XdpMode mode, out string reason)
    {
        try
        {
            mode = XdpMode.Native;
            reason = "";
            return AttachXdp(program, interfaceIndex, mode);
        }
        catch (LinkException e) when (e.Errno is not (LibC.EPERM or LibC.EBUSY or LibC.ENODEV))
        {
            mode = XdpMode.Generic;
            reason = e.Message;
            return AttachXdp(program, interfaceIndex, mode);
        }
    }

    /// <summary>Puts a traffic control program behind XDP, without a queueing discipline (TCX, Linux 6.6).</summary>
    /// <param name="program">A program of the section <c>tc</c>.</param>
    /// <param name="interfaceIndex">Its number.</param>
    /// <param name="ingress">For what comes in; else for what goes out.</param>
    /// <exception cref="LinkException">The kernel is older: use <see cref="TrafficFilter"/>.</exception>
    public static BpfLink AttachTcx(BpfProgram program, int interfaceIndex, bool ingress) => Attach(
        program,
        interfaceIndex,
        ingress ? TcxIngress : TcxEgress,
        flags: 0,
        $"attach the program {program.Name} by TCX to interface {interfaceIndex}");

    /// <summary>Opens a pinned link.</summary>
    /// <exception cref="LinkException">There is none, or it may not be opened.</exception>
    public static BpfLink OpenPinned(string path)
    {
        LibBpfLog.Install();
        return new BpfLink(FileDescriptor.OwnBpf(LibBpf.bpf_obj_get(path), $"open {path}"));
    }

    /// <summary>Keeps the link under a path of a BPF file system, after this process too.</summary>
    public void Pin(string path) => Check(LibBpf.bpf_obj_pin(_descriptor, path), $"pin the BPF link at {path}");

    /// <summary>Replaces the program, atomically: each packet meets the old one or the new one.</summary>
    public void Update(BpfProgram program) => Check(
        LibBpf.bpf_link_update(_descriptor, program.Descriptor, null), $"put {program.Name} into the BPF link");

    /// <summary>Takes the program from the interface, even if others hold the link.</summary>
    public void Detach() => Check(LibBpf.bpf_link_detach(_descriptor), "detach the BPF link");

    /// <summary>Where the link is now.</summary>
    /// <returns>Its program's number, and its interface's, 0 when it is detached or the interface is gone.</returns>
    public (uint ProgramId, int InterfaceIndex) Look()
    {
        LibBpf.bpf_link_info info = default;
        uint length = (uint)sizeof(LibBpf.bpf_link_info);
        Check(LibBpf.bpf_obj_get_info_by_fd(_descriptor, &info, &length), "look at the BPF link");
        return (info.prog_id, (int)info.xdp_ifindex);
    }

    /// <summary>Lets go of the link, which detaches it unless it is pinned.</summary>
    public void Dispose() => _descriptor.Dispose();

    private static BpfLink Attach(BpfProgram program, int interfaceIndex, int type, uint flags, string operation)
    {
        LibBpf.bpf_link_create_opts options = new()
        {
            sz = (nuint)sizeof(LibBpf.bpf_link_create_opts),
            flags = flags,
        };
        int result = LibBpf.bpf_link_create(program.Descriptor, interfaceIndex, type, &options);
        return new BpfLink(FileDescriptor.OwnBpf(result, operation));
    }

    private static void Check(int result, string operation)
    {
        if (result < 0) throw LinkException.ForBpf(operation, -result);
    }
}
