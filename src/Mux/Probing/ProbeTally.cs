using Beamer.Core;
using Beamer.Core.Wire;
using V1 = Beamer.Rpc.V1;

namespace Beamer.Mux.Probing;

/// <summary>What the probes have told of each server. Pure: rounds and nonces come from outside.</summary>
/// <remarks>One thread.</remarks>
internal sealed class ProbeTally
{
    private readonly Dictionary<IPv4Address, Entry> _servers = [];

    /// <summary>The highest generation that an agent has reported.</summary>
    public Generation NewestReported { get; private set; }

    /// <summary>
    /// Ends a round and begins the next: a server whose last probe was not answered has missed one more, a server that
    /// is gone is forgotten.
    /// </summary>
    /// <param name="servers">The servers to probe now.</param>
    /// <param name="nonce">Gives a fresh random number for each probe.</param>
    public IReadOnlyList<(IPv4Address Server, ulong Nonce)> BeginRound(
        IReadOnlyCollection<IPv4Address> servers, Func<ulong> nonce)
    {
        HashSet<IPv4Address> wanted = [.. servers];
        foreach (IPv4Address gone in _servers.Keys.Except(wanted).ToArray()) _servers.Remove(gone);
        List<(IPv4Address, ulong)> probes = [];
        foreach (IPv4Address server in wanted)
        {
            Entry entry = _servers.GetValueOrDefault(server);
            if (entry.IsWaiting) entry.Missed++;
            entry.IsWaiting = true;
            entry.Nonce = nonce();
            _servers[server] = entry;
            probes.Add((server, entry.Nonce));
        }

        return probes;
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>False when nobody asked for it: a late one, or a forged one.</returns>
    public bool Take(IPv4Address server, ProbeMessage answer)
    {
        if (answer.Type != ProbeType.Reply || !_servers.TryGetValue(server, out Entry entry)) return false;
        if (!entry.IsWaiting || entry.Nonce != answer.Nonce) return false;
        _servers[server] = entry with
        {
            IsWaiting = false,
            HasAnswered = true,
            Missed = 0,
            Generation = answer.Generation,
            Flags = answer.Flags,
            IsBehind = answer.Peers.IsBehindMost,
        };
        if (answer.Generation > NewestReported) NewestReported = answer.Generation;
        return true;
    }

    /// <summary>What the controller is told.</summary>
    /// <param name="sentAt">By a monotonic clock of this process: a report that waits on its way must look old.</param>
    public V1.ProbeReport Report(TimeSpan sentAt)
    {
        V1.ProbeReport report = new() { SentAtMilliseconds = 1 + (ulong)sentAt.TotalMilliseconds };
        report.Servers.AddRange(_servers.Select(server => new V1.ProbeReport.Types.Server
        {
            Address = server.Key.Value,
            Missed = server.Value.Missed,
            Generation = server.Value.Generation.Value,
            Flags = (uint)server.Value.Flags,
        }));
        return report;
    }

    /// <summary>
    /// What the servers say by their last answers, as soon as they give them; whose last probe went unanswered is not
    /// asked any more, and whose probe is on its way is believed what it said before.
    /// </summary>
    public ProbeOpinion Opinion()
    {
        Entry[] answering = [.. _servers.Values.Where(entry => entry.Answers)];
        return new ProbeOpinion(
            answering.Length,
            answering.Select(entry => entry.Generation).Append(Generation.Zero).Max(),
            answering.Count(entry => entry.IsBehind));
    }

    /// <summary>Servers whose last probes were answered, and others.</summary>
    public (int Answering, int Silent) Count()
    {
        int answering = _servers.Values.Count(entry => entry.Missed == 0);
        return (answering, _servers.Count - answering);
    }

    private record struct Entry(
        bool IsWaiting,
        bool HasAnswered,
        ulong Nonce,
        uint Missed,
        Generation Generation,
        ProbeFlags Flags,
        bool IsBehind)
    {
        public readonly bool Answers => HasAnswered && Missed == 0;
    }
}
