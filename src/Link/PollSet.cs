using System.Runtime.InteropServices;
using Beamer.Link.Linux;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link;

/// <summary>
/// Waits until one of several sources has packets, a time has passed, or someone calls <see cref="Wake"/>.
/// </summary>
/// <remarks>One thread waits; any thread may wake it. The sources must outlive the set.</remarks>
public sealed unsafe class PollSet : IDisposable
{
    private readonly FileDescriptor _wake;
    private pollfd* _descriptors;
    private readonly int _count;

    /// <summary>Makes a set of the given sources.</summary>
    /// <exception cref="LinkException">The process has no descriptor left.</exception>
    public PollSet(params ReadOnlySpan<IPollable> sources)
    {
        _wake = FileDescriptor.Own(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "create an eventfd to wake a loop");
        _count = sources.Length + 1;
        _descriptors = (pollfd*)NativeMemory.AllocZeroed((nuint)(_count * sizeof(pollfd)));
        _descriptors[0] = new pollfd { fd = _wake.Number, events = POLLIN };
        for (int i = 0; i < sources.Length; i++)
            _descriptors[i + 1] = new pollfd { fd = sources[i].Descriptor, events = POLLIN };
    }

    /// <summary>
    /// The last error that a source reported (for example ENETDOWN: its interface went down), 0 if none.
    /// </summary>
    public int LastErrno { get; private set; }

    /// <summary>Waits at most this long.</summary>
    /// <param name="timeoutMilliseconds">0 only looks, -1 waits for ever.</param>
    /// <returns>Whether a source may have packets; false after a timeout, a wake-up or a signal.</returns>
    public bool Wait(int timeoutMilliseconds)
    {
        if (poll(_descriptors, (nuint)_count, timeoutMilliseconds) <= 0) return false;
        bool ready = false;
        for (int i = 1; i < _count; i++)
        {
            ready |= (_descriptors[i].revents & POLLIN) != 0;
            if ((_descriptors[i].revents & POLLERR) != 0) TakeError(_descriptors[i].fd);
        }

        if (_descriptors[0].revents != 0) TakeWake();
        return ready;
    }

    /// <summary>Ends the wait that is going on, or else the next one. Any thread, any number of times.</summary>
    public void Wake()
    {
        ulong one = 1;
        // The only failure is a counter that is full: then the wake-up is pending already.
        _ = write(_wake.Number, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wake.Dispose();
        NativeMemory.Free(_descriptors);
        _descriptors = null;
    }

    private void TakeWake()
    {
        ulong count;
        _ = read(_wake.Number, &count, sizeof(ulong));
    }

    /// <summary>Reading the error clears it; otherwise poll would return at once for ever.</summary>
    private void TakeError(int descriptor)
    {
        int error = 0;
        uint length = sizeof(int);
        if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error != 0) LastErrno = error;
    }
}
