using System.Runtime.InteropServices;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>The message headers for one recvmmsg or sendmmsg call, with an address and a control buffer each.</summary>
/// <remarks>Native memory, allocated once: the kernel reads and writes it, the collector never moves it.</remarks>
internal sealed unsafe class MessageBatch : IDisposable
{
    internal const int AddressBytes = 32;
    internal const int ControlBytes = 128;

    private byte* _memory;

    internal MessageBatch(int capacity)
    {
        Capacity = capacity;
        int each = sizeof(mmsghdr) + sizeof(iovec) + AddressBytes + ControlBytes;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * each));
        Headers = (mmsghdr*)_memory;
        Vectors = (iovec*)(Headers + capacity);
        Addresses = (byte*)(Vectors + capacity);
        Controls = Addresses + (capacity * AddressBytes);
        for (int i = 0; i < capacity; i++)
        {
            Headers[i].msg_hdr.msg_iov = Vectors + i;
            Headers[i].msg_hdr.msg_iovlen = 1;
        }
    }

    internal int Capacity { get; }

    internal mmsghdr* Headers { get; }

    internal iovec* Vectors { get; }

    private byte* Addresses { get; }

    private byte* Controls { get; }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    internal sockaddr_in* Address(int index) => (sockaddr_in*)(Addresses + (index * AddressBytes));

    internal cmsghdr* Control(int index) => (cmsghdr*)(Controls + (index * ControlBytes));

    /// <summary>Fills the batch from a socket without waiting.</summary>
    /// <returns>Messages received; 0 when there is none, or the socket reports an error.</returns>
    internal int Receive(int socket)
    {
        int received = recvmmsg(socket, Headers, (uint)Capacity, MSG_DONTWAIT, null);
        return received > 0 ? received : 0;
    }
}
