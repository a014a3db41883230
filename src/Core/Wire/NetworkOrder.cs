using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Beamer.Core.Wire;

/// <summary>Big-endian reads and writes at a fixed offset, for code that has checked the length once before.</summary>
/// <remarks>Nothing here checks a bound: each caller compares the span's length first, beside the first read.</remarks>
internal static class NetworkOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Read16(ref readonly byte start, int offset) => BinaryPrimitives.ReverseEndianness(
        Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref Unsafe.AsRef(in start), offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read32(ref readonly byte start, int offset) => BinaryPrimitives.ReverseEndianness(
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref Unsafe.AsRef(in start), offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read64(ref readonly byte start, int offset) => BinaryPrimitives.ReverseEndianness(
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref Unsafe.AsRef(in start), offset)));

    /// <summary>Four bytes as they lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Native32(ref readonly byte start, int offset) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref Unsafe.AsRef(in start), offset));

    /// <summary>Eight bytes as they lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Native64(ref readonly byte start, int offset) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref Unsafe.AsRef(in start), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write16(ref byte start, int offset, int value) => Unsafe.WriteUnaligned(
        ref Unsafe.Add(ref start, offset), BinaryPrimitives.ReverseEndianness((ushort)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write32(ref byte start, int offset, uint value) => Unsafe.WriteUnaligned(
        ref Unsafe.Add(ref start, offset), BinaryPrimitives.ReverseEndianness(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write64(ref byte start, int offset, ulong value) => Unsafe.WriteUnaligned(
        ref Unsafe.Add(ref start, offset), BinaryPrimitives.ReverseEndianness(value));
}
