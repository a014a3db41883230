using Beamer.Core;
using Beamer.Core.Fleet;
using Beamer.Core.Tables;
using Beamer.Rpc;

namespace Beamer.Controller.Followers;

/// <summary>What followers say, as inputs of the engine.</summary>
internal static class FollowerWords
{
    private const uint NoCookieEver = uint.MaxValue;

    /// <summary>Reads the first message.</summary>
    /// <returns>False, and every reason, when it is no hello.</returns>
    internal static bool TryRead(Rpc.V1.FollowerMessage message, out FollowerHello hello, out List<string> reasons)
    {
        reasons = [];
        Rpc.V1.Hello said = message.Hello ?? new Rpc.V1.Hello();
        if (message.Hello is null) reasons.Add("The first message is not Hello.");
        else if (said.Role is not (Rpc.V1.Role.Mux or Rpc.V1.Role.Agent))
        {
            reasons.Add($"hello.role is {said.Role}; it is a MUX or an agent.");
        }

        if (message.Hello is not null && said.Name.Length == 0) reasons.Add("hello.name is empty.");
        if (said.Role == Rpc.V1.Role.Agent && said.Incarnation == 0)
        {
            reasons.Add("hello.incarnation is 0; an agent has one.");
        }

        hello = new FollowerHello(
            said.Role == Rpc.V1.Role.Mux ? FollowerRole.Mux : FollowerRole.Agent,
            said.Name,
            new IPv4Address(said.Address),
            said.Incarnation,
            said.Term,
            new Generation(said.Generation),
            new TableDigest(said.Digest),
            said.Version);
        return reasons.Count == 0;
    }

    /// <summary>Reads any later message.</summary>
    /// <param name="follower">Who said it.</param>
    /// <param name="message">What was said.</param>
    /// <param name="reasons">Every value that does not fit, one sentence each, is added here.</param>
    /// <returns>The input for the engine; to be thrown away when a reason was added.</returns>
    internal static FleetInput Read(FollowerId follower, Rpc.V1.FollowerMessage message, List<string> reasons)
    {
        switch (message.MessageCase)
        {
            case Rpc.V1.FollowerMessage.MessageOneofCase.Ack:
                PublicationStage stage = ReadStage(message.Ack.Stage, reasons);
                Generation known = new(message.Ack.Generation);
                return (engine, now) => engine.Acknowledged(follower, known, stage, now);
            case Rpc.V1.FollowerMessage.MessageOneofCase.Refusal:
                Generation refused = new(message.Refusal.Generation);
                return (engine, now) => engine.Refused(follower, refused, [.. message.Refusal.Reasons], now);
            case Rpc.V1.FollowerMessage.MessageOneofCase.Probes:
                ProbeReport report = new(
                    [.. message.Probes.Servers.Select(Read)],
                    message.Probes.SentAtMilliseconds == 0
                        ? null
                        : TimeSpan.FromMilliseconds(message.Probes.SentAtMilliseconds));
                return (engine, now) => engine.Probed(follower, report, now);
            case Rpc.V1.FollowerMessage.MessageOneofCase.Counts:
                SocketCounts counts = Read(message.Counts, reasons);
                return (engine, now) => engine.Counted(follower, counts, now);
            case Rpc.V1.FollowerMessage.MessageOneofCase.Status:
                Rpc.V1.AgentStatus status = message.Status;
                AgentHealth health = new(status.Synced, status.Listening, [.. status.Problems], status.SentAt);
                return (engine, now) => engine.Reported(follower, health, now);
            case Rpc.V1.FollowerMessage.MessageOneofCase.Broken:
                Rpc.V1.BrokenConnections broken = message.Broken;
                return (engine, now) =>
                    engine.Broke(follower, broken.Token, broken.Connections, broken.Problem, now);
            default:
                reasons.Add($"{message.MessageCase} is not expected here.");
                return (_, _) => { };
        }
    }

    private static PublicationStage ReadStage(Rpc.V1.Stage stage, List<string> reasons)
    {
        switch (stage)
        {
            case Rpc.V1.Stage.PrepareNewAndPrevious: return PublicationStage.PrepareNew;
            case Rpc.V1.Stage.PrepareOldOwner: return PublicationStage.PrepareOld;
            case Rpc.V1.Stage.Commit: return PublicationStage.Commit;
            default:
                reasons.Add($"ack.stage is {stage}, which is no stage.");
                return PublicationStage.None;
        }
    }

    private static ProbeResult Read(Rpc.V1.ProbeReport.Types.Server server) =>
        new(new IPv4Address(server.Address), server.Missed, new Generation(server.Generation), server.Flags);

    private static SocketCounts Read(Rpc.V1.SocketCounts message, List<string> reasons)
    {
        TimeSpan? sinceCookie =
            message.SecondsSinceCookie == NoCookieEver ? null : TimeSpan.FromSeconds(message.SecondsSinceCookie);
        return new SocketCounts(message.Token, [.. message.Pools.Select(pool => Read(pool, reasons))], sinceCookie);
    }

    private static PoolSocketCounts Read(Rpc.V1.SocketCounts.Types.Pool message, List<string> reasons)
    {
        string where = $"counts.pools[{message.PoolId}]";
        if (message.PoolId > PoolId.Max) reasons.Add($"{where}.pool_id is {message.PoolId}; the most is {PoolId.Max}.");
        uint[] buckets = RowMessages.ToWords(where + ".buckets", message.Buckets, reasons);
        uint[] counts = RowMessages.ToWords(where + ".counts", message.Counts, reasons);
        if (buckets.Length != counts.Length)
        {
            reasons.Add($"{where} has {buckets.Length} buckets and {counts.Length} counts; each bucket needs one.");
        }

        if (buckets.Any(bucket => bucket >= Pool.BucketCountMax))
        {
            reasons.Add($"{where}.buckets names a bucket above {Pool.BucketCountMax - 1}, the highest.");
        }

        PoolId id = new((ushort)Math.Min(message.PoolId, PoolId.Max));
        IEnumerable<int> numbers = buckets.Select(bucket => (int)Math.Min(bucket, int.MaxValue));
        return new PoolSocketCounts(id, [.. numbers], [.. counts]);
    }
}
