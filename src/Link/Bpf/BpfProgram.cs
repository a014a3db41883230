using Beamer.Link.Linux;

namespace Beamer.Link.Bpf;

/// <summary>A program that the kernel's verifier has accepted.</summary>
/// <remarks>Any thread. It stays loaded while this, a link or a pin holds it.</remarks>
public sealed unsafe class BpfProgram : IDisposable
{
    private const int SocketBufferBytesMin = 14;

    internal BpfProgram(string name, FileDescriptor descriptor)
    {
        Name = name;
        Descriptor = descriptor;
        LibBpf.bpf_prog_info info = default;
        uint length = (uint)sizeof(LibBpf.bpf_prog_info);
        Check(LibBpf.bpf_obj_get_info_by_fd(descriptor, &info, &length), $"ask for the BPF program {name}");
        Id = info.id;
    }

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    /// <summary>The kernel's number for it.</summary>
    public uint Id { get; }

    internal FileDescriptor Descriptor { get; }

    /// <summary>Opens a pinned program.</summary>
    /// <exception cref="LinkException">There is none, or it may not be opened.</exception>
    public static BpfProgram OpenPinned(string path)
    {
        LibBpfLog.Install();
        return new BpfProgram(
            Path.GetFileName(path), FileDescriptor.OwnBpf(LibBpf.bpf_obj_get(path), $"open {path}"));
    }

    /// <summary>Keeps the program loaded under a path of a BPF file system, after this process too.</summary>
    public void Pin(string path) =>
        Check(LibBpf.bpf_obj_pin(Descriptor, path), $"pin the BPF program {Name} at {path}");

    /// <summary>Puts it into an array of programs, for tail calls.</summary>
    public void PutInto(BpfMap programs, uint index) => programs.Set(index, (uint)Descriptor.Number);

    /// <summary>Runs it once on a packet, for tests (<c>BPF_PROG_TEST_RUN</c>).</summary>
    /// <remarks>
    /// In the network namespace of the calling thread. The kernel wants an Ethernet header: 14 bytes or more. The room
    /// in front of the packet is the kernel's 256 bytes.
    /// </remarks>
    /// <param name="packet">What it gets.</param>
    /// <param name="output">Where what it leaves goes; large enough for any growth.</param>
    public BpfTestResult TestRun(ReadOnlySpan<byte> packet, Span<byte> output)
    {
        if (packet.Length < SocketBufferBytesMin) throw LinkException.ForBpf($"run {Name}", LibC.EINVAL);
        return Run(packet, output, repeat: 1, flags: 0, batch: 0);
    }

    /// <summary>Runs it many times on the same memory and gives the mean time.</summary>
    /// <param name="packet">What the first run gets; each other run gets what the one before left.</param>
    /// <param name="repeat">How often.</param>
    public BpfTestResult Measure(ReadOnlySpan<byte> packet, int repeat) => Run(packet, [], repeat, flags: 0, batch: 0);

    /// <summary>
    /// Runs it on frames that really go where its verdict says: an XDP program as a generator of packets (Linux 5.18).
    /// </summary>
    /// <param name="packet">What each frame holds at first; the kernel uses a frame again as it comes back.</param>
    /// <param name="context">As <c>struct xdp_md</c>: data end, and the interface that it seems to come from.</param>
    /// <param name="count">How many frames.</param>
    /// <param name="batch">How many are sent at once, 1..256.</param>
    public BpfTestResult Generate<TContext>(ReadOnlySpan<byte> packet, in TContext context, int count, int batch)
        where TContext : unmanaged
    {
        fixed (TContext* pointer = &context)
        {
            return Run(
                packet, [], count, LibBpf.BPF_F_TEST_XDP_LIVE_FRAMES, batch, pointer, (uint)sizeof(TContext));
        }
    }

    /// <summary>Lets go of the program.</summary>
    public void Dispose() => Descriptor.Dispose();

    private BpfTestResult Run(
        ReadOnlySpan<byte> packet,
        Span<byte> output,
        int repeat,
        int flags,
        int batch,
        void* context = null,
        uint contextBytes = 0)
    {
        fixed (byte* input = packet)
        fixed (byte* result = output)
        {
            LibBpf.bpf_test_run_opts options = new()
            {
                sz = (nuint)sizeof(LibBpf.bpf_test_run_opts),
                data_in = input,
                data_size_in = (uint)packet.Length,
                data_out = result,
                data_size_out = (uint)output.Length,
                ctx_in = context,
                ctx_size_in = contextBytes,
                repeat = repeat,
                flags = (uint)flags,
                batch_size = (uint)batch,
            };
            Check(LibBpf.bpf_prog_test_run_opts(Descriptor, &options), $"run the BPF program {Name}");
            return new BpfTestResult(options.retval, (int)options.data_size_out, options.duration);
        }
    }

    private static void Check(int result, string operation)
    {
        if (result < 0) throw LinkException.ForBpf(operation, -result);
    }
}
