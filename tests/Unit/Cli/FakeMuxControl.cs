using Beamer.Rpc.V1;
using Grpc.Core;

namespace Beamer.Tests.Unit.Cli;

/// <summary>A MUX's own socket, which takes any table.</summary>
public sealed class FakeMuxControl : MuxControl.MuxControlBase
{
    public string? PushedTable { get; private set; }

    public override Task<MuxInspection> Inspect(InspectRequest request, ServerCallContext context) => Task.FromResult(
        new MuxInspection
        {
            Name = "mux1",
            Generation = 9,
            Counters = { new Counter { Name = "forwarded", Value = 65_536 } },
        });

    public override Task<LookupReply> Lookup(LookupRequest request, ServerCallContext context) => Task.FromResult(
        new LookupReply { Pool = "web", Bucket = 17, Current = $"s1 for {request.Client}", Previous = { "s2", "s3" } });

    public override Task<PushTableReply> PushTable(PushTableRequest request, ServerCallContext context)
    {
        PushedTable = request.TableJson;
        return Task.FromResult(new PushTableReply { Generation = 11 });
    }
}
