using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Beamer.Core;
using Beamer.Core.Chaining;
using Beamer.Core.Tables;
using Beamer.Core.Wire;

namespace Beamer.Backend.Bpf;

/// <summary>A view as the program in the kernel reads it: lines of 64 bytes, drawn in <c>view.h</c>.</summary>
/// <remarks>
/// A pure function of the view. What a rule asks about the owners of a row is answered here already, once for each
/// bucket: which of them are other servers of the fleet, in which order.
/// </remarks>
internal sealed class ViewImage
{
    /// <summary>Bytes of a line.</summary>
    internal const int LineBytes = 64;

    private const int Words = LineBytes / sizeof(uint);
    private const int KeyWord = 12;
    private const int OwnersWord = 5;
    private const uint Source = 1;
    private const uint Peer = 2;

    private readonly AgentView _view;
    private readonly (uint Value, uint First, uint Second)[] _members;
    private readonly (uint Value, uint First, uint Second)[] _services;
    private readonly LineTable _memberTable;
    private readonly LineTable _serviceTable;

    /// <param name="view">What the agent knows.</param>
    internal ViewImage(AgentView view)
    {
        _view = view;
        _members = [.. view.Sources.Select(address => MemberOf(address, view.IsPeer(address)))];
        _services = [.. view.Services.Select(ServiceOf)];
        _memberTable = LineTable.For([.. _members.Select(member => member.Value)]);
        _serviceTable = LineTable.For([.. _services.Select(service => service.Value)]);
    }

    /// <summary>Lines of the whole image.</summary>
    internal int Lines => BucketsFirst + (_view.Pool?.Pool.BucketCount ?? 0);

    private static int MembersFirst => 1;

    private int ServicesFirst => MembersFirst + _memberTable.Lines;

    private int BucketsFirst => ServicesFirst + _serviceTable.Lines;

    /// <summary>Writes the whole image over whatever is there.</summary>
    /// <param name="image">At least <see cref="Lines"/> lines of 16 words.</param>
    internal void Write(Span<uint> image)
    {
        image[..(BucketsFirst * Words)].Clear();
        WriteHead(image[..Words]);
        Fill(image[(MembersFirst * Words)..], _memberTable, _members);
        Fill(image[(ServicesFirst * Words)..], _serviceTable, _services);
        if (_view.Pool is not { } pool) return;
        for (int bucket = 0; bucket < pool.Pool.BucketCount; bucket++)
        {
            WriteBucket(image.Slice((BucketsFirst + bucket) * Words, Words), pool, bucket);
        }
    }

    private void WriteHead(Span<uint> line)
    {
        ProbeFlags flags = (_view.IsAdmitted ? ProbeFlags.Admitted : 0) | (_view.IsSynced ? ProbeFlags.Synced : 0);
        line[0] = InPacket(_view.Self);
        line[3] = (uint)flags;
        line[4] = _view.Committed.Generation.Value;
        WriteTable(line[5..], MembersFirst, _memberTable);
        WriteTable(line[8..], ServicesFirst, _serviceTable);
        line[11] = (uint)BucketsFirst;
        if (_view.Pool is not { Pool: { } pool }) return;
        line[1] = pool.Id.Value;
        line[2] = (uint)pool.BucketCount;
        Span<ulong> key = MemoryMarshal.Cast<uint, ulong>(line[KeyWord..]);
        key[0] = pool.Key.K0;
        key[1] = pool.Key.K1;
    }

    private void WriteBucket(Span<uint> line, AgentPool pool, int bucket)
    {
        Row row = pool.ActiveRow(bucket);
        line[0] = row.Generation.Value;
        line[1] = pool.KnownGeneration(bucket).Value;
        line[2] = pool.AdmissionGeneration(bucket).Value;
        line[3] = _view.IsPeer(row.Current) ? 1u : 0u;
        uint owners = 0;
        if (_view.IsPeer(row.Current)) line[OwnersWord + (int)owners++] = InPacket(row.Current);
        foreach (IPv4Address previous in row.Previous)
        {
            if (_view.IsPeer(previous)) line[OwnersWord + (int)owners++] = InPacket(previous);
        }

        line[4] = owners;
        line[(OwnersWord + (int)owners)..].Clear();
    }

    private static void WriteTable(Span<uint> words, int first, LineTable table)
    {
        words[0] = (uint)first;
        words[1] = (uint)table.Lines - 1;
        words[2] = table.Multiplier;
    }

    private static void Fill(
        Span<uint> lines, LineTable table, ReadOnlySpan<(uint Value, uint First, uint Second)> entries)
    {
        foreach ((uint value, uint first, uint second) in entries)
        {
            Span<uint> line = lines.Slice(table.LineOf(value) * Words, Words);
            int place = 0;
            while (line[place + 1] != 0) place += 2;
            line[place] = first;
            line[place + 1] = second;
        }
    }

    private static (uint Value, uint First, uint Second) MemberOf(IPv4Address address, bool isPeer)
    {
        uint value = InPacket(address);
        return (value, value, isPeer ? Source | Peer : Source);
    }

    private static (uint Value, uint First, uint Second) ServiceOf(ServiceKey service)
    {
        uint vip = InPacket(service.Vip);
        uint port = BinaryPrimitives.ReverseEndianness(service.Port);
        return (vip ^ port, vip, port | ((uint)service.Protocol << 16));
    }

    /// <summary>As it lies in a packet: the objects are for little-endian machines only.</summary>
    private static uint InPacket(IPv4Address address) => BinaryPrimitives.ReverseEndianness(address.Value);
}
