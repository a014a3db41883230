using System.Runtime.InteropServices;
using Beamer.Link.Linux;

namespace Beamer.Link;

/// <summary>The kernel refused an operation that the process cannot do without.</summary>
/// <remarks>
/// Thrown while something is opened or configured, never per packet: on the data path a refusal is a counted drop.
/// The message is one sentence: what failed, what is missing and how to get it.
/// </remarks>
public sealed class LinkException : Exception
{
    private LinkException(string operation, int errno, string message, string log = "")
        : base(message)
    {
        Operation = operation;
        Errno = errno;
        Log = log;
    }

    /// <summary>What was attempted, in the words of an operator.</summary>
    public string Operation { get; }

    /// <summary>The error number of the kernel, as in <c>errno(3)</c>.</summary>
    public int Errno { get; }

    /// <summary>What the kernel's BPF verifier and libbpf said, many lines; empty for anything else.</summary>
    public string Log { get; }

    /// <summary>Describes the failure of the last system call on this thread.</summary>
    /// <param name="operation">What was attempted: "open the receive ring on eth0".</param>
    internal static LinkException ForLastError(string operation) =>
        ForError(operation, Marshal.GetLastPInvokeError());

    /// <summary>Describes a failure that the kernel reported by its number.</summary>
    /// <param name="operation">What was attempted.</param>
    /// <param name="errno">The positive error number.</param>
    internal static LinkException ForError(string operation, int errno) => new(operation, errno,
        $"Cannot {operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}){Remedy(errno)}.");

    /// <summary>Describes a failure of the kernel's BPF, or of libbpf.</summary>
    /// <param name="operation">What was attempted.</param>
    /// <param name="errno">The positive error number.</param>
    /// <param name="log">What the verifier and libbpf said.</param>
    internal static LinkException ForBpf(string operation, int errno, string log = "") => new(operation, errno,
        $"Cannot {operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}){BpfRemedy(errno)}.", log);

    /// <summary>A shared library is not there.</summary>
    /// <param name="library">Its file.</param>
    /// <param name="package">Debian's package of it.</param>
    internal static LinkException ForMissingLibrary(string library, string package) => new(
        $"load {library}",
        LibC.ENOENT,
        $"Cannot load {library}: it is not installed; " +
        $"apt-get install {package}, or the package that has it elsewhere.");

    /// <summary>A BPF file system is needed at a place and cannot be mounted.</summary>
    internal static LinkException ForMount(string place)
    {
        int errno = Marshal.GetLastPInvokeError();
        return new LinkException(
            $"mount a BPF file system at {place}",
            errno,
            $"Cannot mount a BPF file system at {place}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}); " +
            $"mount it before the start, as root: mount -t bpf bpf {place}.");
    }

    private static string BpfRemedy(int errno) => errno switch
    {
        LibC.EPERM =>
            "; this needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON: run as root, " +
            "or grant them to the service (AmbientCapabilities= in its systemd unit)",
        LibC.EACCES => "; the kernel's verifier refuses the program, or the BPF file system belongs to another user",
        LibC.EINVAL => "; this kernel does not know a feature that is used: Linux 5.10 or newer is needed, with BPF",
        LibC.EOPNOTSUPP => "; the driver of this interface, or this kernel, cannot do it",
        LibC.EBUSY => "; another program is attached there: find it with 'ip link' or 'bpftool net'",
        LibC.EEXIST => "; there is one already",
        LibC.ENOENT => "; there is none",
        LibC.ENODEV => "; there is no such interface in this network namespace: compare with 'ip link'",
        LibC.ENOMEM => "; memory is short, or the service's memory limit is too low",
        LibC.E2BIG =>
            "; a table or the program is larger than this kernel takes: before Linux 6.0 a MUX has room for" +
            " 8,192 services and VIPs",
        _ => "",
    };

    private static string Remedy(int errno) => errno switch
    {
        LibC.EACCES =>
            "; this process may not open it: a device by its permissions (chmod 666 /dev/net/tun)," +
            " a setting below /proc/sys without CAP_NET_ADMIN",
        LibC.EPERM =>
            "; this needs CAP_NET_RAW and CAP_NET_ADMIN: run as root, or grant both to the service" +
            " (AmbientCapabilities= in its systemd unit; a device needs its DeviceAllow=, too)",
        LibC.EADDRINUSE => "; another process holds this address and port: stop it, or let both share the port",
        LibC.EADDRNOTAVAIL => "; no interface of this machine has that address: configure it first",
        LibC.ENODEV or LibC.ENXIO =>
            "; there is no such interface in this network namespace: compare with 'ip link'",
        LibC.ENETDOWN => "; the interface is down: 'ip link set ... up' first",
        LibC.ENOENT => "; a file or a kernel feature is missing: load its module (tun, tcp_diag, udp_diag)",
        LibC.EBUSY => "; it is in use by another process: stop that one first",
        LibC.ENOMEM or LibC.ENOBUFS => "; memory is short: use fewer or smaller blocks, or free some",
        LibC.EEXIST => "; it exists already",
        LibC.EINVAL => "; the kernel refuses one of the values",
        LibC.EOPNOTSUPP or LibC.EPROTONOSUPPORT or LibC.EAFNOSUPPORT or LibC.ENOPROTOOPT =>
            "; this kernel was built without the feature: use a distribution kernel 5.10 or newer",
        _ => "",
    };
}
