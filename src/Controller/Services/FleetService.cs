using System.Globalization;
using System.Security.Cryptography;
using Beamer.Controller.Intent;
using Beamer.Controller.Store;
using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Hashing;
using Beamer.Core.Tables;
using Beamer.Rpc.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Beamer.Controller.Services;

/// <summary>The operator's verbs. A refusal is a status with every reason, one sentence a line.</summary>
internal sealed class FleetService(FleetLoop loop, IFleetStore store, TimeProvider time, ILogger<FleetService> logger)
    : Rpc.V1.FleetService.FleetServiceBase
{
    private const int HistoryLimitDefault = 50, HistoryLimitMax = 1000;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override Task<ChangeReply> Apply(ApplyRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) => WithFleet(engine, request, intent =>
            engine.Apply(intent, Options(context, request.Force, request.AllowEmpty), now)));

    /// <inheritdoc/>
    public override Task<ChangeReply> AddServer(AddServerRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) =>
            new FleetSpecReader(engine.Intent, NewKey).TryRead(request.Server, out List<string> reasons) is { } server
                ? Outcome.Of(engine.AddServer(server, Options(context), now))
                : Outcome.Invalid(reasons));

    /// <inheritdoc/>
    public override Task<ChangeReply> Drain(ServerRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) =>
            Outcome.Of(engine.Drain(request.Name, Options(context, request.Force), now)));

    /// <inheritdoc/>
    public override Task<ChangeReply> ForceSettle(ForceSettleRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) => Outcome.Of(engine.ForceSettle(
            request.Name, Options(context) with { BreakConnections = request.BreakConnections }, now)));

    /// <inheritdoc/>
    public override Task<ChangeReply> Remove(RemoveRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) =>
            Outcome.Of(engine.Remove(request.Name, Options(context, request.Force), now)));

    /// <inheritdoc/>
    public override Task<ChangeReply> SetWeight(SetWeightRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) =>
        {
            List<string> reasons = [];
            FleetSpecReader.CheckWeight("weight", request.Weight, reasons);
            return reasons.Count > 0
                ? Outcome.Invalid(reasons)
                : Outcome.Of(engine.SetWeight(request.Name, request.Weight, Options(context), now));
        });

    /// <inheritdoc/>
    public override Task<ChangeReply> ForgetMux(MuxRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) => Outcome.Of(engine.ForgetMux(request.Name, Options(context), now)));

    /// <inheritdoc/>
    public override Task<ChangeReply> Freeze(FreezeRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) => Outcome.Of(engine.Freeze(Options(context), now)));

    /// <inheritdoc/>
    public override Task<ChangeReply> Thaw(ThawRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) => Outcome.Of(engine.Thaw(Options(context, request.Force), now)));

    /// <inheritdoc/>
    public override Task<ChangeReply> Rollback(RollbackRequest request, ServerCallContext context) =>
        ChangeAsync(context, (engine, now) =>
            store.TryLoadTable(new Generation(request.Generation), out FleetTable older, out string reason)
                ? Outcome.Of(engine.Rollback(older, Options(context, request.Force), now))
                : Outcome.Invalid([reason]));

    /// <inheritdoc/>
    public override async Task<PlanReply> Plan(ApplyRequest request, ServerCallContext context)
    {
        Outcome outcome = await AskAsync(
            (engine, now) => WithFleet(engine, request, intent =>
                engine.Plan(intent, Options(context, request.Force, request.AllowEmpty), now)),
            context);
        Refusal.Throw(outcome.Code, outcome.Result.Reasons);
        return PlanMessages.ToMessage(outcome.Result.Plan);
    }

    /// <inheritdoc/>
    public override async Task<StatusReply> Status(StatusRequest request, ServerCallContext context) =>
        StatusMessages.ToMessage(await AskAsync((engine, now) => engine.Status(now), context));

    /// <inheritdoc/>
    public override async Task Watch(
        StatusRequest request, IServerStreamWriter<StatusReply> responseStream, ServerCallContext context)
    {
        StatusReply? last = null;
        while (!context.CancellationToken.IsCancellationRequested)
        {
            StatusReply status = await Status(request, context);
            if (!status.Equals(last)) await responseStream.WriteAsync(status, context.CancellationToken);
            last = status;
            await Task.Delay(WatchInterval, time, context.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<ExplainReply> Explain(ExplainRequest request, ServerCallContext context)
    {
        Flow flow = FlowReader.Read(request);
        FlowExplanation? explanation = await AskAsync((engine, _) => engine.Explain(flow), context);
        if (explanation is not null) return StatusMessages.ToMessage(explanation);
        string sentence = $"service {request.Service} is no service of this fleet.";
        throw new RpcException(new Status(StatusCode.NotFound, sentence));
    }

    /// <inheritdoc/>
    public override async Task<HistoryReply> History(HistoryRequest request, ServerCallContext context)
    {
        int limit = request.Limit == 0 ? HistoryLimitDefault : (int)Math.Min(request.Limit, HistoryLimitMax);
        IReadOnlyList<HistoryEntry> publications = await AskAsync((_, _) => store.History(limit), context);
        HistoryReply reply = new();
        reply.Entries.AddRange(publications.Select(publication => new HistoryReply.Types.Entry
        {
            Generation = publication.Generation.Value,
            Time = publication.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            Actor = publication.Actor,
            Change = publication.Description,
            Rows = (uint)publication.Rows,
            Digest = publication.Digest.ToString(),
        }));
        return reply;
    }

    private static SipKey NewKey()
    {
        Span<byte> key = stackalloc byte[SipKey.Size];
        RandomNumberGenerator.Fill(key);
        return SipKey.Read(key);
    }

    private static Outcome WithFleet(FleetEngine engine, ApplyRequest request, Func<FleetIntent, ChangeResult> then)
    {
        FleetSpec spec = request.Fleet ?? new FleetSpec();
        FleetIntent? intent = new FleetSpecReader(engine.Intent, NewKey).TryRead(spec, out List<string> reasons);
        return intent is null ? Outcome.Invalid(reasons) : Outcome.Of(then(intent));
    }

    private static ChangeOptions Options(ServerCallContext context, bool force = false, bool allowEmpty = false) =>
        new(Operator.Name(context), force, allowEmpty);

    private async Task<ChangeReply> ChangeAsync(ServerCallContext context, Func<FleetEngine, TimeSpan, Outcome> change)
    {
        Outcome outcome = await ChangeDurablyAsync(change, context);
        ChangeResult result = outcome.Result;
        if (result.IsAccepted) logger.VerbAccepted(context.Method, Operator.Name(context));
        else logger.VerbRefused(context.Method, Operator.Name(context), string.Join(' ', result.Reasons));
        Refusal.Throw(outcome.Code, result.Reasons);
        return PlanMessages.ToMessage(result);
    }

    private Task<T> AskAsync<T>(Func<FleetEngine, TimeSpan, T> question, ServerCallContext context) =>
        loop.AskAsync(question, context.CancellationToken);

    private async Task<Outcome> ChangeDurablyAsync(
        Func<FleetEngine, TimeSpan, Outcome> change, ServerCallContext context)
    {
        try
        {
            return await loop.ChangeAsync(change, context.CancellationToken);
        }
        catch (StoreFullException e)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, e.Message));
        }
    }
}
