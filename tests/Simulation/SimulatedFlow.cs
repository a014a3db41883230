using Beamer.Core;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;

namespace Beamer.Tests.Simulation;

/// <summary>A client's connection: it lives from the first SYN that a server takes until it is closed.</summary>
internal sealed class SimulatedFlow
{
    internal SimulatedFlow(int number, int bucket, Pool pool, ServiceKey service)
    {
        Number = number;
        Bucket = bucket;
        Tuple = TupleIn(bucket, number, pool, service);
    }

    internal int Number { get; }

    internal int Bucket { get; }

    internal Flow Tuple { get; }

    /// <summary>The server whose SYN-ACK came first; null until one came.</summary>
    internal SimulatedAgent? Home { get; set; }

    internal bool IsClosed { get; set; }

    internal bool IsLive => Home is not null && !IsClosed;

    public override string ToString() => $"flow {Number} of {Home?.Name ?? "nobody"}, bucket {Bucket}";

    /// <summary>Each flow has an address of its own, and the first port that hashes to its bucket.</summary>
    private static Flow TupleIn(int bucket, int number, Pool pool, ServiceKey service)
    {
        IPv4Address client = new(0xC6330000u + (uint)number);
        for (ushort port = 1024; ; port++)
        {
            Flow flow = new(client, service.Vip, port, service.Port, service.Protocol);
            if (FlowHash.Of(pool.Key, flow).Bucket(pool.BucketCount) == bucket) return flow;
        }
    }
}
