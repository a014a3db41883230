using System.Net;
using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Lab.Network;
using Beamer.Rpc;
using Beamer.Rpc.V1;

namespace Beamer.Lab.Experiments;

/// <summary>The newest table that a MUX has on disk; it lies there before the MUX uses it.</summary>
internal sealed class NewestTable
{
    // "BMTABLE1" and SHA-256 stand in front of the snapshot.
    private const int ContentOffset = 8 + 32;

    private static readonly IPv4Address Vip = IPv4Address.Parse(AddressPlan.Vip);

    private readonly BucketTable _buckets;

    private NewestTable(FleetTable table) => _buckets = table.Pools.Values.First();

    /// <exception cref="LabException">No MUX has a table.</exception>
    public static NewestTable Read() => new(
        AddressPlan.Muxes.Select(Read).OfType<FleetTable>().MaxBy(table => table.Generation.Value)
            ?? throw new LabException("No MUX has a table on disk."));

    /// <summary>The bucket of a client's flow to the service, and its row.</summary>
    public (int Bucket, Row Row) Of(IPEndPoint client)
    {
        Flow flow = new(
            IPv4Address.Parse(client.Address.ToString()), Vip, (ushort)client.Port, AddressPlan.ServicePort,
            TransportProtocol.Tcp);
        int bucket = FlowHash.Of(_buckets.Pool.Key, flow).Bucket(_buckets.Pool.BucketCount);
        return (bucket, _buckets[bucket]);
    }

    private static FleetTable? Read(LabMux mux)
    {
        string path = Path.Combine(Workspace.Root, mux.Name, "table.bin");
        if (!File.Exists(path)) return null;
        TableSnapshot message = TableSnapshot.Parser.ParseFrom(File.ReadAllBytes(path).AsSpan(ContentOffset));
        return TableMessages.TryRead(message, out FleetTable table, out _) ? table : null;
    }
}
