using System.Globalization;
using System.Runtime.ExceptionServices;
using Beamer.Link.Linux;

namespace Beamer.Link;

/// <summary>The network namespace of a thread: which one it is, and how to work in another.</summary>
public static unsafe class NetworkNamespace
{
    private const string NamedDirectory = "/run/netns/";

    /// <summary>Number of the calling thread's namespace, never used again while this machine is up.</summary>
    /// <remarks>
    /// SO_NETNS_COOKIE, since Linux 5.14. An older kernel gives the inode of the namespace, which it may use again for
    /// another one after this one is gone.
    /// </remarks>
    /// <exception cref="LinkException">The kernel is old and /proc is not mounted.</exception>
    public static ulong CurrentCookie()
    {
        using FileDescriptor socket = SocketOptions.Open(LibC.AF_INET, LibC.SOCK_DGRAM, 0, "open a UDP socket");
        ulong cookie;
        uint length = sizeof(ulong);
        int result = LibC.getsockopt(socket.Number, LibC.SOL_SOCKET, LibC.SO_NETNS_COOKIE, &cookie, &length);
        return result == 0 ? cookie : CurrentInode();
    }

    /// <summary>Random number of this start of the machine, the same for every container on it.</summary>
    public static Guid BootId() => Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id").AsSpan().Trim());

    /// <summary>Moves the calling thread, for the rest of its life: never one of the pool.</summary>
    /// <param name="name">As <c>ip netns</c> lists it.</param>
    /// <exception cref="LinkException">There is no such namespace, or CAP_SYS_ADMIN is missing.</exception>
    public static void Enter(string name)
    {
        string operation = $"enter the network namespace {name}";
        using FileDescriptor file = FileDescriptor.Own(
            LibC.open(NamedDirectory + name, LibC.O_RDONLY | LibC.O_CLOEXEC), operation);
        if (LibC.setns(file, LibC.CLONE_NEWNET) < 0) throw LinkException.ForLastError(operation);
    }

    /// <summary>Runs something on a thread of its own inside a namespace and waits for it.</summary>
    /// <remarks>
    /// Sockets made there stay in that namespace, whichever thread uses them. Exceptions come through.
    /// </remarks>
    public static T Run<T>(string name, Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(name);
                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    private static ulong CurrentInode()
    {
        const string path = "/proc/thread-self/ns/net";
        // The link reads net:[4026531840].
        string? target = new FileInfo(path).LinkTarget;
        return target is not null && ulong.TryParse(
            target.AsSpan(target.IndexOf('[') + 1).TrimEnd(']'), CultureInfo.InvariantCulture, out ulong inode)
            ? inode
            : throw LinkException.ForError($"read {path}", LibC.ENOENT);
    }
}
