using Beamer.Rpc.V1;
using Grpc.Core;

namespace Beamer.Tests.Unit.Cli;

/// <summary>A MUX's own socket, which takes any table.</summary>
public sealed class FakeMuxControl : MuxControl.MuxControlBase
{
    private const ulong Forwarded = 65_536;

    public string? PushedTable { get; private set; }

    public bool IsDraining { get; private set; }

    /// <summary>Looks that still find a packet more, while it drains.</summary>
    public int PacketsToCome { get; set; }

    public override Task<MuxInspection> Inspect(InspectRequest request, ServerCallContext context)
    {
        if (IsDraining && PacketsToCome > 0) PacketsToCome--;
        return Task.FromResult(new MuxInspection
        {
            Name = "mux1",
            Generation = 9,
            Withdrawn = IsDraining ? "Withdrawn: an operator drains this MUX." : "",
            Counters =
            {
                new Counter { Name = "forwarded", Value = Forwarded },
                new Counter { Name = "passed", Value = (ulong)Random.Shared.NextInt64() },
                new Counter { Name = "dropped.NoOwner", Value = (ulong)PacketsToCome },
            },
        });
    }

    public override Task<MuxDrainReply> Drain(MuxDrainRequest request, ServerCallContext context)
    {
        IsDraining = request.Draining;
        return Task.FromResult(new MuxDrainReply { Announces = true });
    }

    public override Task<LookupReply> Lookup(LookupRequest request, ServerCallContext context) => Task.FromResult(
        new LookupReply { Pool = "web", Bucket = 17, Current = $"s1 for {request.Client}", Previous = { "s2", "s3" } });

    public override Task<PushTableReply> PushTable(PushTableRequest request, ServerCallContext context)
    {
        PushedTable = request.TableJson;
        return Task.FromResult(new PushTableReply { Generation = 11 });
    }
}
