using Beamer.Controller.Followers;
using Beamer.Controller.Store;
using Beamer.Core.Fleet;
using Microsoft.Extensions.Logging;

namespace Beamer.Controller;

/// <summary>Does what the engine wants, in its order: stores first, then sends.</summary>
/// <remarks>
/// Effects that store and stand side by side share one transaction. While the disk is full nothing after the failed
/// write is done: a follower never learns what a restart would forget. Owned by the fleet loop's thread.
/// </remarks>
internal sealed class EffectPerformer(
    IFleetStore store,
    FollowerDirectory followers,
    ControllerMetrics metrics,
    TimeProvider time,
    ILogger<EffectPerformer> logger)
{
    /// <summary>What a follower is told that does not take its messages fast enough.</summary>
    private const string TooSlow = "too slow: more commands wait than may wait.";

    private readonly Queue<FleetEffect> _undone = [];

    /// <summary>Why nothing is done at the moment; null when all is done.</summary>
    internal StoreFullException? Obstacle { get; private set; }

    /// <summary>Does the effects behind those that still wait.</summary>
    /// <returns>Followers that were closed because they are too slow: the engine has to know.</returns>
    internal List<FollowerId> Perform(IEnumerable<FleetEffect> effects)
    {
        foreach (FleetEffect effect in effects) _undone.Enqueue(effect);
        List<FollowerId> lost = [];
        while (_undone.TryPeek(out FleetEffect? effect))
        {
            if (IsStored(effect))
            {
                if (!TrySave()) break;
                continue;
            }

            _undone.Dequeue();
            Perform(effect, lost);
        }

        return lost;
    }

    private static bool IsStored(FleetEffect effect) => effect is FleetEffect.StorePublication
        or FleetEffect.StoreCommit
        or FleetEffect.StoreIntent
        or FleetEffect.StoreEvent
        or FleetEffect.StoreIncarnation
        or FleetEffect.StoreMux;

    private bool TrySave()
    {
        FleetEffect[] together = [.. _undone.TakeWhile(IsStored)];
        long start = time.GetTimestamp();
        try
        {
            store.Save(together);
        }
        catch (StoreFullException e)
        {
            if (Obstacle is null) logger.StoreIsFull(e.Message);
            Obstacle = e;
            return false;
        }

        metrics.Stored(time.GetElapsedTime(start));
        if (Obstacle is not null) logger.StoreHasRoom();
        Obstacle = null;
        foreach (FleetEffect effect in together)
        {
            _undone.Dequeue();
            Tell(effect);
        }

        return true;
    }

    private void Perform(FleetEffect effect, List<FollowerId> lost)
    {
        switch (effect)
        {
            case FleetEffect.Send send
                when followers.Find(send.Follower) is { } stream && !stream.TrySend(send.Command):
                logger.FollowerClosed(send.Follower, TooSlow);
                stream.Close(TooSlow);
                lost.Add(send.Follower);
                break;
            case FleetEffect.Close close:
                logger.FollowerClosed(close.Follower, close.Reason);
                followers.Find(close.Follower)?.Close(close.Reason);
                break;
            case FleetEffect.Audit audit:
                logger.Audit(audit.Sentence);
                break;
        }
    }

    private void Tell(FleetEffect effect)
    {
        switch (effect)
        {
            case FleetEffect.StorePublication publication:
                metrics.Published();
                logger.PublicationStored(publication.Delta.To, publication.Description, publication.Actor);
                break;
            case FleetEffect.StoreCommit commit:
                logger.PublicationCommitted(commit.Generation);
                break;
            case FleetEffect.StoreEvent happening:
                logger.EventStored(happening.Description, happening.Actor);
                break;
            case FleetEffect.StoreIntent intent:
                logger.IntentStored(intent.Description, intent.Actor);
                break;
        }
    }
}
