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
    private LinkException(string operation, int errno, string message)
        : base(message)
    {
        Operation = operation;
        Errno = errno;
    }

    /// <summary>What was attempted, in the words of an operator.</summary>
    public string Operation { get; }

    /// <summary>The error number of the kernel, as in <c>errno(3)</c>.</summary>
    public int Errno { get; }

    /// <summary>Describes the failure of the last system call on this thread.</summary>
    /// <param name="operation">What was attempted: "open the receive ring on eth0".</param>
    internal static LinkException ForLastError(string operation) =>
        ForError(operation, Marshal.GetLastPInvokeError());

    /// <summary>Describes a failure that the kernel reported by its number.</summary>
    /// <param name="operation">What was attempted.</param>
    /// <param name="errno">The positive error number.</param>
    internal static LinkException ForError(string operation, int errno) => new(operation, errno,
        $"Cannot {operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}){Remedy(errno)}.");

    private static string Remedy(int errno) => errno switch
    {
        LibC.EPERM or LibC.EACCES =>
            "; this needs CAP_NET_RAW and CAP_NET_ADMIN: run as root, or grant both to the service" +
            " (AmbientCapabilities= in its systemd unit)",
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
