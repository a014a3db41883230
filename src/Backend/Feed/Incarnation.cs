using System.Buffers.Binary;
using System.Security.Cryptography;
using Beamer.Link;

namespace Beamer.Backend.Feed;

/// <summary>
/// A number that changes exactly when the kernel's sockets are gone: a restart of the machine or of the namespace.
/// </summary>
internal static class Incarnation
{
    /// <summary>That of the network namespace of the calling thread.</summary>
    internal static ulong Current() => Of(NetworkNamespace.BootId(), NetworkNamespace.CurrentCookie());

    /// <summary>The same for one start of the machine and one namespace, another one else.</summary>
    internal static ulong Of(Guid bootId, ulong networkNamespace)
    {
        Span<byte> bytes = stackalloc byte[24];
        bootId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], networkNamespace);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
