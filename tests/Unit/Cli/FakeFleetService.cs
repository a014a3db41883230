using System.Collections.Concurrent;
using Beamer.Rpc.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Beamer.Tests.Unit.Cli;

/// <summary>A controller that remembers what it was asked and answers what a test told it to.</summary>
public sealed class FakeFleetService : FleetService.FleetServiceBase
{
    /// <summary>Every request, in order.</summary>
    public ConcurrentQueue<IMessage> Requests { get; } = new();

    /// <summary>Who asked for the last change.</summary>
    public string? Actor { get; private set; }

    /// <summary>When set, every change is refused with it.</summary>
    public Status? Refusal { get; set; }

    public ChangeReply Change { get; set; } = new() { Generation = 7, Plan = new PlanReply() };

    public PlanReply Planned { get; set; } = new();

    public HistoryReply Publications { get; set; } = new();

    public ExplainReply Explanation { get; set; } = new();

    /// <summary>Each question takes the next; the last one stays.</summary>
    public Queue<StatusReply> Statuses { get; } = new();

    public override Task<ChangeReply> Apply(ApplyRequest request, ServerCallContext context) => Answer(request, Change);

    public override Task<ChangeReply> AddServer(AddServerRequest request, ServerCallContext context) =>
        Answer(request, Change);

    public override Task<ChangeReply> Drain(ServerRequest request, ServerCallContext context) =>
        Answer(request, Change);

    public override Task<ChangeReply> ForceSettle(ForceSettleRequest request, ServerCallContext context) =>
        Answer(request, Change);

    public override Task<ChangeReply> Remove(RemoveRequest request, ServerCallContext context) =>
        Answer(request, Change);

    public override Task<ChangeReply> SetWeight(SetWeightRequest request, ServerCallContext context) =>
        Answer(request, Change);

    public override Task<ChangeReply> ForgetMux(MuxRequest request, ServerCallContext context)
    {
        Actor = context.RequestHeaders.GetValue("beamer-actor");
        return Answer(request, Change);
    }

    public override Task<ChangeReply> Freeze(FreezeRequest request, ServerCallContext context) =>
        Answer(request, Change);

    public override Task<ChangeReply> Thaw(ThawRequest request, ServerCallContext context) => Answer(request, Change);

    public override Task<ChangeReply> Rollback(RollbackRequest request, ServerCallContext context) =>
        Answer(request, Change);

    public override Task<PlanReply> Plan(ApplyRequest request, ServerCallContext context) => Answer(request, Planned);

    public override Task<ExplainReply> Explain(ExplainRequest request, ServerCallContext context) =>
        Answer(request, Explanation);

    public override Task<HistoryReply> History(HistoryRequest request, ServerCallContext context) =>
        Answer(request, Publications);

    public override Task<StatusReply> Status(StatusRequest request, ServerCallContext context) =>
        Answer(request, NextStatus());

    public override async Task Watch(
        StatusRequest request, IServerStreamWriter<StatusReply> responseStream, ServerCallContext context)
    {
        Requests.Enqueue(request);
        foreach (StatusReply status in Statuses) await responseStream.WriteAsync(status);
    }

    private StatusReply NextStatus() => Statuses.Count > 1 ? Statuses.Dequeue() : Statuses.Peek();

    private Task<T> Answer<T>(IMessage request, T reply)
    {
        Requests.Enqueue(request);
        return Refusal is Status refusal ? throw new RpcException(refusal) : Task.FromResult(reply);
    }
}
