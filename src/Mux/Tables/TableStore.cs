using System.Security.Cryptography;
using Beamer.Core.Tables;
using Beamer.Link;
using Beamer.Rpc;
using Google.Protobuf;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Mux.Tables;

/// <summary>The last good table on disk (<c>table.bin</c>), so that a MUX can start while no controller runs.</summary>
/// <remarks>
/// <code>
/// | "BMTABLE1" 8 | SHA-256 of the rest 32 | TableSnapshot, protobuf |
/// </code>
/// It holds the pools' secrets, hence it is readable by its owner alone.
/// </remarks>
internal sealed class TableStore(string directory)
{
    private const int HashOffset = 8;
    private const int ContentOffset = HashOffset + SHA256.HashSizeInBytes;

    /// <summary>Where the table is.</summary>
    public string Path { get; } = System.IO.Path.Combine(directory, "table.bin");

    private static ReadOnlySpan<byte> Magic => "BMTABLE1"u8;

    /// <summary>Makes a table durable: when this returns true it survives a loss of power.</summary>
    /// <returns>False, and a sentence, when the disk did not take it.</returns>
    public bool TrySave(FleetTable table, out string reason)
    {
        reason = "";
        byte[] content = TableMessages.ToMessage(table).ToByteArray();
        byte[] bytes = [.. Magic, .. SHA256.HashData(content), .. content];
        try
        {
            Directory.CreateDirectory(directory);
            DurableFile.Replace(Path, bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinkException)
        {
            reason = $"the table cannot be stored in {Path}: {e.Message}";
            return false;
        }
    }

    /// <summary>Reads the table back.</summary>
    /// <returns>
    /// The table; or null and nothing to say when there is none; or null and sentences when the file is damaged.
    /// </returns>
    public FleetTable? Load(out IReadOnlyList<string> reasons)
    {
        reasons = [];
        if (!File.Exists(Path)) return null;
        try
        {
            byte[] bytes = File.ReadAllBytes(Path);
            if (!IsWhole(bytes)) return Refuse("it is cut off or damaged", out reasons);
            V1.TableSnapshot message = V1.TableSnapshot.Parser.ParseFrom(bytes.AsSpan(ContentOffset));
            if (TableMessages.TryRead(message, out FleetTable table, out List<string> wrong)) return table;
            return Refuse(string.Join(' ', wrong), out reasons);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            return Refuse(e.Message, out reasons);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes) =>
        bytes.Length > ContentOffset
        && bytes.StartsWith(Magic)
        && SHA256.HashData(bytes[ContentOffset..]).AsSpan().SequenceEqual(bytes[HashOffset..ContentOffset]);

    private FleetTable? Refuse(string why, out IReadOnlyList<string> reasons)
    {
        reasons = [$"the stored table {Path} is not used: {why}"];
        return null;
    }
}
