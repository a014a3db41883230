using Beamer.Core;
using Beamer.Core.Fleet;
using Microsoft.Extensions.Logging;

namespace Beamer.Controller;

/// <summary>What the controller logs: ids 3000–3999, one message an event.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Information, "Term {Term} begins at generation {Generation}, from {Path}")]
    internal static partial void TermBegins(this ILogger logger, ulong term, Generation generation, string path);

    [LoggerMessage(3001, LogLevel.Information, "{Role} {Name} follows as {Follower}, holding generation {Generation}")]
    internal static partial void FollowerCame(
        this ILogger logger, FollowerRole role, string name, FollowerId follower, Generation generation);

    [LoggerMessage(3002, LogLevel.Information, "{Name} ({Follower}) is gone: {Reason}")]
    internal static partial void FollowerGone(this ILogger logger, string name, FollowerId follower, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "{Follower} is closed: {Reason}")]
    internal static partial void FollowerClosed(this ILogger logger, FollowerId follower, string reason);

    [LoggerMessage(3004, LogLevel.Information, "Generation {Generation} is stored: {Description} ({Actor})")]
    internal static partial void PublicationStored(
        this ILogger logger, Generation generation, string description, string actor);

    [LoggerMessage(3005, LogLevel.Information, "Generation {Generation} is committed")]
    internal static partial void PublicationCommitted(this ILogger logger, Generation generation);

    [LoggerMessage(3006, LogLevel.Information, "{Sentence}")]
    internal static partial void Audit(this ILogger logger, string sentence);

    [LoggerMessage(3007, LogLevel.Error, "{Sentence} Changes wait until there is room; the data plane goes on")]
    internal static partial void StoreIsFull(this ILogger logger, string sentence);

    [LoggerMessage(3008, LogLevel.Information, "The store can be written again")]
    internal static partial void StoreHasRoom(this ILogger logger);

    [LoggerMessage(3009, LogLevel.Information, "{Verb} by {Actor} is accepted")]
    internal static partial void VerbAccepted(this ILogger logger, string verb, string actor);

    [LoggerMessage(3010, LogLevel.Information, "{Verb} by {Actor} is refused: {Reasons}")]
    internal static partial void VerbRefused(this ILogger logger, string verb, string actor, string reasons);

    [LoggerMessage(3011, LogLevel.Warning, "{Follower} refused generation {Generation}: {Reasons}")]
    internal static partial void FollowerRefused(
        this ILogger logger, FollowerId follower, Generation generation, string reasons);

    [LoggerMessage(3012, LogLevel.Information, "Intent changes: {Description} ({Actor})")]
    internal static partial void IntentStored(this ILogger logger, string description, string actor);

    [LoggerMessage(3013, LogLevel.Information, "{Description} ({Actor})")]
    internal static partial void EventStored(this ILogger logger, string description, string actor);
}
