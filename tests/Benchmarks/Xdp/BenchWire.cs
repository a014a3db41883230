using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Beamer.Link;
using Beamer.Link.Bpf;

namespace Beamer.Tests.Benchmarks.Xdp;

/// <summary>
/// A veth pair between two namespaces: a generator in the kernel at the near end, whatever is measured at the far one.
/// </summary>
internal sealed class BenchWire : IDisposable
{
    /// <summary>The generator's namespace.</summary>
    public const string Near = "beamer-bench-n";

    /// <summary>The namespace of what is measured.</summary>
    public const string Far = "beamer-bench-f";

    /// <summary>The interface in either.</summary>
    public const string Interface = "wire";

    /// <summary>The far end's link address, to which all generated frames go.</summary>
    public const string FarAddress = "02:00:00:00:00:00";

    private const int Batch = 64;

    private readonly int _index;

    /// <summary>Builds it.</summary>
    public BenchWire()
    {
        IpCommand.Run($"netns add {Near}");
        IpCommand.Run($"netns add {Far}");
        // Nothing on the wire but what is generated, and what comes of it.
        foreach (string network in (string[])[Near, Far]) NetworkNamespace.Run(network, WithoutIPv6);
        IpCommand.Run($"-n {Near} link add {Interface} type veth peer name {Interface} netns {Far}");
        IpCommand.Run($"-n {Far} link set {Interface} address {FarAddress}");
        IpCommand.Run($"-n {Near} link set {Interface} up");
        IpCommand.Run($"-n {Far} link set {Interface} up");
        _index = Index(Near);
    }

    /// <summary>The processor of the generator, and of all that runs when its frames arrive.</summary>
    public static int GeneratorProcessor => Environment.ProcessorCount - 1;

    /// <summary>Puts a program on an end.</summary>
    public static BpfLink Attach(BpfProgram program, string network) =>
        NetworkNamespace.Run(network, () => BpfLink.AttachXdp(program, Index(network), XdpMode.Native));

    /// <summary>Sends frames, as fast as it can.</summary>
    /// <param name="generate">Writes a frame, and transmits it.</param>
    /// <param name="frameBytes">Bytes of each.</param>
    /// <param name="count">How many.</param>
    public void Send(BpfProgram generate, int frameBytes, int count)
    {
        Context context = new() { DataEnd = (uint)frameBytes, IngressInterface = (uint)_index };
        generate.Generate(new byte[frameBytes], context, count, Batch);
    }

    /// <summary>Thousand frames a second that arrive where they are counted.</summary>
    /// <param name="generate">Writes a frame, and transmits it.</param>
    /// <param name="frameBytes">Bytes of each.</param>
    /// <param name="count">How many are sent.</param>
    /// <param name="met">How many have arrived so far.</param>
    public double Rate(BpfProgram generate, int frameBytes, int count, Func<long> met) =>
        PinnedThread.Start(GeneratorProcessor, Near, () =>
        {
            long before = met();
            long start = Stopwatch.GetTimestamp();
            Send(generate, frameBytes, count);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            return (met() - before) / elapsed.TotalMilliseconds;
        }).GetAwaiter().GetResult();

    /// <summary>Frames that have come back to the near end, whatever has become of them there.</summary>
    public static long Returned() => NetworkNamespace.Run(Near, () => File.ReadLines("/proc/thread-self/net/dev")
        .Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words[0] == Interface)
        .Select(words => long.Parse(words[2], CultureInfo.InvariantCulture))
        .Single());

    public void Dispose()
    {
        IpCommand.Run($"netns del {Near}", mayFail: true);
        IpCommand.Run($"netns del {Far}", mayFail: true);
    }

    private static bool WithoutIPv6()
    {
        new SysctlFile("net/ipv6/conf/default/disable_ipv6").Write(1);
        return true;
    }

    private static int Index(string network) => NetworkNamespace.Run(network, () =>
    {
        using var netlink = new RouteNetlink();
        return netlink.FindInterface(Interface).Index;
    });

    /// <summary>The kernel's <c>struct xdp_md</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Context
    {
        public uint Data;
        public uint DataEnd;
        public uint DataMeta;
        public uint IngressInterface;
        public uint ReceiveQueue;
        public uint EgressInterface;
    }
}
