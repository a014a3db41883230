using System.Runtime.InteropServices;

namespace Beamer.Link.Linux;

/// <summary>An open descriptor, closed once and surely.</summary>
/// <remarks>
/// The loops use <see cref="Number"/> directly: the descriptor outlives them because the object that owns both is
/// disposed by the thread that ran the loop, after the loop.
/// </remarks>
internal sealed class FileDescriptor : SafeHandle
{
    private FileDescriptor(int number)
        : base(new nint(-1), ownsHandle: true) => SetHandle(number);

    public override bool IsInvalid => handle == -1;

    internal int Number => (int)handle;

    /// <summary>Takes ownership of what a system call returned.</summary>
    /// <exception cref="LinkException">The call failed.</exception>
    internal static FileDescriptor Own(int result, string operation) =>
        result >= 0 ? new FileDescriptor(result) : throw LinkException.ForLastError(operation);

    /// <summary>Takes ownership of what libbpf returned: a descriptor, or a negated error number.</summary>
    /// <exception cref="LinkException">The call failed.</exception>
    internal static FileDescriptor OwnBpf(int result, string operation) =>
        result >= 0 ? new FileDescriptor(result) : throw LinkException.ForBpf(operation, -result);

    /// <summary>A second descriptor for the same thing: the first stays with its owner.</summary>
    /// <exception cref="LinkException">There is no first one, or there are too many.</exception>
    internal static FileDescriptor Duplicate(int number, string operation) =>
        Own(LibC.fcntl(number, LibC.F_DUPFD_CLOEXEC, 0), operation);

    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
