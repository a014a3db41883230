using System.Security.Cryptography;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Rpc;
using Google.Protobuf;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Backend.Feed;

/// <summary>
/// <c>agent.bin</c>: the last committed table and this server's admission, for a restart without a controller.
/// </summary>
/// <remarks>
/// Thirty-two bytes of SHA-256, then an <c>AgentRecord</c>. A new file takes the old one's place by rename, so a crash
/// leaves one of the two. It is only a cache of what the controller says: a damaged or missing file costs silence until
/// the controller is reached, never a wrong answer. No acknowledgment waits for it.
/// </remarks>
/// <param name="directory">Made when it is not there.</param>
/// <param name="incarnation">Of the kernel's sockets now.</param>
internal sealed class AgentStore(string directory, ulong incarnation)
{
    internal string File { get; } = Path.Combine(directory, "agent.bin");

    /// <summary>Writes what the view knows.</summary>
    /// <exception cref="IOException">The disk is full or the directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission is missing.</exception>
    internal void Save(AgentView view)
    {
        V1.AgentRecord record = new()
        {
            Table = TableMessages.ToMessage(view.Committed),
            Incarnation = incarnation,
            Admitted = view.IsAdmitted,
            AdmissionGenerations = RowMessages.ToBytes(view.Pool is { } pool ? pool.AdmissionGenerations : []),
        };
        byte[] content = record.ToByteArray();
        Directory.CreateDirectory(directory);
        string temporary = $"{File}.{Environment.ProcessId}";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(SHA256.HashData(content));
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            System.IO.File.Move(temporary, File, overwrite: true);
        }
        finally
        {
            // On a full disk the half of a file would stay and keep it full.
            System.IO.File.Delete(temporary);
        }
    }

    /// <summary>Reads what an earlier process wrote.</summary>
    /// <param name="self">The server's own address.</param>
    /// <param name="view">The restored view; the empty one when there is none.</param>
    /// <param name="reason">Why the file is of no use; empty when there is none, or it was read.</param>
    /// <returns>Whether a view was restored.</returns>
    internal bool TryLoad(IPv4Address self, out AgentView view, out string reason)
    {
        view = AgentView.Empty(self);
        reason = "";
        try
        {
            if (!System.IO.File.Exists(File)) return false;
            return TryParse(System.IO.File.ReadAllBytes(File), self, ref view, out reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = e.Message;
            return false;
        }
    }

    private bool TryParse(ReadOnlySpan<byte> bytes, IPv4Address self, ref AgentView view, out string reason)
    {
        reason = $"it is damaged: {bytes.Length} bytes do not match their digest.";
        if (bytes.Length < SHA256.HashSizeInBytes) return false;
        ReadOnlySpan<byte> content = bytes[SHA256.HashSizeInBytes..];
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes[..SHA256.HashSizeInBytes])) return false;
        V1.AgentRecord record = V1.AgentRecord.Parser.ParseFrom(content);
        List<string> reasons = [];
        uint[] admission = RowMessages.ToWords("admission_generations", record.AdmissionGenerations, reasons);
        FleetTable table = FleetTable.Empty;
        if (reasons.Count == 0) TableMessages.TryRead(record.Table ?? new V1.TableSnapshot(), out table, out reasons);
        reason = string.Join(' ', reasons);
        if (reasons.Count > 0) return false;
        bool admitted = record.Admitted && record.Incarnation == incarnation;
        view = AgentView.Restore(self, table, admitted ? admission : []);
        return true;
    }
}
