using Beamer.Core.Chaining;
using Beamer.Core.Wire;
using Beamer.Tests.Simulation.Clients;
using Beamer.Tests.Simulation.Network;

namespace Beamer.Tests.Simulation.Balancers.Original;

/// <summary>
/// The server module of 2018: it learns from packets who owned a bucket before, and forgets it by the clock.
/// </summary>
internal sealed class OriginalServer(int number, int buckets)
{
    /// <summary>Seconds for which a server sends unknown packets on after a bucket moved.</summary>
    internal const uint ChainSeconds = 240;

    /// <summary>Its tunnel starts with this time to live, the only bound on a loop.</summary>
    private const int TimeToLive = 250;

    private readonly (int Former, uint Moved)[] _history = new (int, uint)[buckets];
    private uint _newest;

    /// <summary>Decides in the order of the original code.</summary>
    internal ServerDecision Decide(ref Packet packet, int bucket, ServerKernels kernels, uint now)
    {
        Learn(packet, bucket);
        bool isOld = packet.Generation < _newest;
        _newest = Math.Max(_newest, packet.Generation);
        if (packet.Flags == TcpFlags.Syn) return ServerDecision.Deliver;
        // Whoever holds any socket of the flow takes it, even one half-open that lost the race for the SYN.
        KernelAnswer answer = kernels.Ask(number, packet.Flow, packet.Acknowledgment);
        if (answer != KernelAnswer.ListenerOnly) return ServerDecision.Deliver;
        (int former, uint moved) = _history[bucket];
        if (moved > 0 && now <= moved + ChainSeconds)
        {
            if (packet.Forwards >= TimeToLive) return ServerDecision.Drop;
            packet.Moved = 0;
            packet.At = former;
            return ServerDecision.Forward;
        }

        return isOld ? ServerDecision.Drop : ServerDecision.Deliver;
    }

    private void Learn(in Packet packet, int bucket)
    {
        ref (int Former, uint Moved) entry = ref _history[bucket];
        bool isNews = packet.Moved > entry.Moved && packet.Previous != BucketRing.None && packet.Previous != number;
        if (isNews) entry = (packet.Previous, packet.Moved);
    }
}
