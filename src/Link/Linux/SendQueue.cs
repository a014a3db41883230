using System.Runtime.InteropServices;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>
/// Collects up to <see cref="Capacity"/> messages and sends them with one system call, without copying.
/// </summary>
internal sealed unsafe class SendQueue(int socket) : IDisposable
{
    /// <summary>Enough to make the system call cheap per packet, few enough to stay in the first-level cache.</summary>
    internal const int Capacity = 64;

    internal MessageBatch Batch { get; } = new(Capacity);

    internal int Count { get; private set; }

    internal long Sent { get; private set; }

    internal long DroppedBusy { get; private set; }

    internal long DroppedRefused { get; private set; }

    internal int LastErrno { get; private set; }

    public void Dispose() => Batch.Dispose();

    /// <summary>Takes the next free slot, after a <see cref="Flush"/> when there is none.</summary>
    internal int Add(byte* bytes, int length)
    {
        if (Count == Capacity) Flush();
        int slot = Count++;
        Batch.Vectors[slot].iov_base = bytes;
        Batch.Vectors[slot].iov_len = (nuint)length;
        return slot;
    }

    /// <summary>Sends what was added. A message that the kernel refuses is counted and left behind.</summary>
    internal void Flush()
    {
        int first = 0;
        while (first < Count)
        {
            int sent = sendmmsg(socket, Batch.Headers + first, (uint)(Count - first), MSG_DONTWAIT);
            if (sent > 0)
            {
                Sent += sent;
                first += sent;
            }
            else if (!Interrupted())
            {
                first++;
            }
        }

        Count = 0;
    }

    private bool Interrupted()
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno == EINTR) return true;
        LastErrno = errno;
        if (errno is EAGAIN or ENOBUFS) DroppedBusy++;
        else DroppedRefused++;
        return false;
    }
}
