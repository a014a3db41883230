using System.Buffers.Binary;
using Beamer.Hosting;
using Microsoft.Win32.SafeHandles;

namespace Beamer.Controller.Store;

/// <summary>A small file beside the store that knows how many transactions were acknowledged.</summary>
/// <remarks>
/// <para>SQLite ends its log silently at the first damaged frame, and everything after it is gone without a word. The
/// mark is written after each transaction is durable and before it is acknowledged; a store that is behind its mark has
/// lost acknowledged writes, and the controller does not start on it.</para>
/// <para>Two slots are written in turn, so that a torn write costs only the newer one:</para>
/// <code>
///  0        8          16       24       32
/// +--------+----------+--------+--------+
/// | magic  | sequence | seal   | check  |   slot 0 at offset 0, slot 1 at 4096; 64-bit little-endian
/// +--------+----------+--------+--------+
/// </code>
/// </remarks>
internal sealed class WriteMark : IDisposable
{
    private const long Magic = 0x314b_5241_4d52_4d42; // "BMRMARK1"
    private const int SlotBytes = 32;
    private const int SlotStride = 4096;

    private readonly SafeFileHandle _file;

    private WriteMark(SafeFileHandle file) => _file = file;

    /// <summary>What was acknowledged last; (0, 0) in a new file.</summary>
    internal (long Sequence, long Seal) Last { get; private set; }

    /// <summary>Opens or makes the file.</summary>
    /// <exception cref="StartException">Neither slot is readable.</exception>
    internal static WriteMark Open(string path)
    {
        PrivateFile.Make(path);
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        WriteMark mark = new(file);
        if (RandomAccess.GetLength(file) == 0) return mark;
        (long Sequence, long Seal)? first = mark.ReadSlot(0), second = mark.ReadSlot(1);
        if (first is null && second is null)
        {
            mark.Dispose();
            throw new StartException($"{path} is damaged: neither of its two slots has a good checksum.");
        }

        mark.Last = (first?.Sequence ?? -1) > (second?.Sequence ?? -1) ? first!.Value : second!.Value;
        return mark;
    }

    /// <summary>Notes a transaction, durably.</summary>
    internal void Write(long sequence, long seal)
    {
        byte[] slot = new byte[SlotBytes];
        BinaryPrimitives.WriteInt64LittleEndian(slot, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(8), sequence);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(16), seal);
        BinaryPrimitives.WriteInt64LittleEndian(slot.AsSpan(24), RecordChecksum.Of("mark", [Magic, sequence, seal]));
        RandomAccess.Write(_file, slot, sequence % 2 * SlotStride);
        RandomAccess.FlushToDisk(_file);
        Last = (sequence, seal);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private (long Sequence, long Seal)? ReadSlot(int index)
    {
        byte[] slot = new byte[SlotBytes];
        if (RandomAccess.Read(_file, slot, index * SlotStride) < SlotBytes) return null;
        long magic = BinaryPrimitives.ReadInt64LittleEndian(slot);
        long sequence = BinaryPrimitives.ReadInt64LittleEndian(slot.AsSpan(8));
        long seal = BinaryPrimitives.ReadInt64LittleEndian(slot.AsSpan(16));
        long check = BinaryPrimitives.ReadInt64LittleEndian(slot.AsSpan(24));
        return magic == Magic && check == RecordChecksum.Of("mark", [magic, sequence, seal]) ? (sequence, seal) : null;
    }
}
