using System.Runtime.InteropServices;
using Beamer.Core;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>A netlink conversation with the kernel, one request at a time (<c>netlink(7)</c>).</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int ReplyBytes = 64 << 10; // the kernel sends dumps in pieces of at most 32 KiB
    private const int ReceiveBufferBytes = 4 << 20;

    private readonly FileDescriptor _socket;
    private readonly byte* _reply;
    private readonly string _purpose;
    private uint _sequence;
    private int _isAsked;

    internal NetlinkSocket(int protocol, string purpose)
    {
        _purpose = purpose;
        _socket = SocketOptions.Open(AF_NETLINK, SOCK_RAW, protocol, purpose);
        SocketOptions.SetReceiveBuffer(_socket, ReceiveBufferBytes);
        _reply = (byte*)NativeMemory.Alloc(ReplyBytes);
    }

    /// <summary>Called for each message of an answer with what follows its header.</summary>
    internal delegate void Visitor(ReadOnlySpan<byte> payload);

    internal int Number => _socket.Number;

    public void Dispose()
    {
        if (_socket.IsClosed) return;
        _socket.Dispose();
        NativeMemory.Free(_reply);
    }

    /// <summary>
    /// Begins a request, which ends with <see cref="ReadAnswer"/> or <see cref="EndRequest"/>. Two at a time would take
    /// each other's answers, and one of them wait for ever.
    /// </summary>
    /// <returns>Its number.</returns>
    internal uint BeginRequest()
    {
        bool isFree = Interlocked.Exchange(ref _isAsked, 1) == 0;
        Invariant.Require(isFree, "a netlink conversation has one request at a time");
        return ++_sequence;
    }

    /// <summary>The number of one more message of a request.</summary>
    internal uint NextSequence() => ++_sequence;

    /// <summary>Ends a request whose answer was not read by <see cref="ReadAnswer"/>.</summary>
    internal void EndRequest() => Volatile.Write(ref _isAsked, 0);

    /// <summary>Sends the finished messages of a request, which ends if that fails.</summary>
    internal void Send(ReadOnlySpan<byte> messages)
    {
        fixed (byte* first = messages)
        {
            while (send(_socket.Number, first, (nuint)messages.Length, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() == EINTR) continue;
                LinkException failure = LinkException.ForLastError(_purpose);
                EndRequest();
                throw failure;
            }
        }
    }

    /// <summary>
    /// Reads the answer to a request that asked for a dump or an acknowledgement, up to its end, and ends the request.
    /// </summary>
    /// <returns>
    /// 0; or the kernel's error number; or EINTR when a dump was not consistent and must be asked again.
    /// </returns>
    internal int ReadAnswer(uint sequence, Visitor visitor)
    {
        try
        {
            return ReadUpToEnd(sequence, visitor);
        }
        finally
        {
            EndRequest();
        }
    }

    private int ReadUpToEnd(uint sequence, Visitor visitor)
    {
        int result = 0;
        while (true)
        {
            int left = ReceiveOne();
            for (byte* at = _reply; left >= sizeof(nlmsghdr);)
            {
                var header = (nlmsghdr*)at;
                int length = (int)header->nlmsg_len;
                if (length < sizeof(nlmsghdr) || length > left) break;
                var payload = new ReadOnlySpan<byte>(at + sizeof(nlmsghdr), length - sizeof(nlmsghdr));
                if ((header->nlmsg_flags & NLM_F_DUMP_INTR) != 0) result = EINTR;
                if (header->nlmsg_seq == sequence)
                {
                    // The end of a dump carries an error number too: 0, unless the dump broke off.
                    if (header->nlmsg_type == NLMSG_DONE && payload.Length < sizeof(int)) return result;
                    if (header->nlmsg_type is NLMSG_DONE or NLMSG_ERROR)
                        return MemoryMarshal.Read<int>(payload) is var error && error < 0 ? -error : result;
                    visitor(payload);
                }

                int step = (length + 3) & ~3;
                at += step;
                left -= step;
            }
        }
    }

    private int ReceiveOne()
    {
        while (true)
        {
            nint received = recv(_socket.Number, _reply, ReplyBytes, 0);
            if (received >= 0) return (int)received;
            if (Marshal.GetLastPInvokeError() != EINTR) throw LinkException.ForLastError(_purpose);
        }
    }
}
