using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Beamer.Core.Hashing;

/// <summary>The 128-bit secret of a pool's flow hash.</summary>
/// <remarks>
/// It travels only in the table feed. <see cref="ToString"/> hides it so that no log can hold it by accident.
/// </remarks>
/// <param name="K0">The first eight bytes, little-endian, as SipHash reads them.</param>
/// <param name="K1">The last eight bytes, little-endian.</param>
public readonly record struct SipKey(ulong K0, ulong K1)
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 16;

    /// <summary>Reads exactly sixteen bytes.</summary>
    public static SipKey Read(ReadOnlySpan<byte> source)
    {
        Invariant.Require(source.Length == Size, "a hash key has 16 bytes");
        return new SipKey(
            BinaryPrimitives.ReadUInt64LittleEndian(source), BinaryPrimitives.ReadUInt64LittleEndian(source[8..]));
    }

    /// <summary>Writes exactly sixteen bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, K0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], K1);
    }

    /// <summary>Reads thirty-two hexadecimal digits.</summary>
    /// <returns>False when <paramref name="text"/> is anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SipKey key)
    {
        key = default;
        if (text is not { Length: Size * 2 }) return false;
        Span<byte> bytes = stackalloc byte[Size];
        OperationStatus status = Convert.FromHexString(text, bytes, out _, out int written);
        if (status != OperationStatus.Done || written != Size) return false;
        key = Read(bytes);
        return true;
    }

    /// <summary>The thirty-two hexadecimal digits, for the one file that must hold them.</summary>
    public string Reveal()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "(secret)";
}
