using System.Runtime.InteropServices;
using static Beamer.Link.Linux.LibC;

namespace Beamer.Link.Linux;

/// <summary>Writes one netlink request: header, fixed part, attributes.</summary>
internal unsafe ref struct NetlinkMessage
{
    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Starts a message in a buffer that is large enough for it.</summary>
    internal static NetlinkMessage Begin<T>(Span<byte> buffer, int type, int flags, uint sequence, in T body)
        where T : unmanaged
    {
        buffer.Clear();
        var message = new NetlinkMessage(buffer);
        MemoryMarshal.Write(buffer, new nlmsghdr
        {
            nlmsg_type = (ushort)type,
            nlmsg_flags = (ushort)(NLM_F_REQUEST | flags),
            nlmsg_seq = sequence,
        });
        MemoryMarshal.Write(buffer[sizeof(nlmsghdr)..], body);
        message.Grow(sizeof(nlmsghdr) + sizeof(T));
        return message;
    }

    private NetlinkMessage(Span<byte> buffer) => _buffer = buffer;

    internal readonly ReadOnlySpan<byte> Bytes => _buffer[.._length];

    internal void Attribute<T>(int type, T value)
        where T : unmanaged => Attribute(type, new ReadOnlySpan<byte>(&value, sizeof(T)));

    internal void Attribute(int type, ReadOnlySpan<byte> value)
    {
        int length = sizeof(rtattr) + value.Length;
        MemoryMarshal.Write(_buffer[_length..], new rtattr { rta_len = (ushort)length, rta_type = (ushort)type });
        value.CopyTo(_buffer[(_length + sizeof(rtattr))..]);
        Grow(length);
    }

    /// <summary>Finds an attribute among those that follow a message's fixed part.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, int type)
    {
        while (attributes.Length >= sizeof(rtattr))
        {
            rtattr attribute = MemoryMarshal.Read<rtattr>(attributes);
            if (attribute.rta_len < sizeof(rtattr) || attribute.rta_len > attributes.Length) break;
            if (attribute.rta_type == type) return attributes[sizeof(rtattr)..attribute.rta_len];
            attributes = attributes[Math.Min((attribute.rta_len + 3) & ~3, attributes.Length)..];
        }

        return default;
    }

    private void Grow(int bytes)
    {
        _length += (bytes + 3) & ~3;
        MemoryMarshal.Write(_buffer, (uint)_length);
    }
}
