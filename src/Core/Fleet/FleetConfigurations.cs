using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>Compares configurations by what is in them: arrays compare by reference otherwise.</summary>
internal static class FleetConfigurations
{
    internal static bool AreEqual(FleetConfiguration left, FleetConfiguration right) =>
        left.Pools.SequenceEqual(right.Pools)
        && left.Services.SequenceEqual(right.Services)
        && left.Servers.SequenceEqual(right.Servers)
        && left.Muxes.SequenceEqual(right.Muxes);

    /// <summary>What differs, one sentence each.</summary>
    internal static IEnumerable<string> Differences(FleetConfiguration before, FleetConfiguration after) =>
    [
        .. Differences("pool", before.Pools, after.Pools, pool => pool.Name),
        .. Differences("service", before.Services, after.Services, service => service.Key.ToString()),
        .. Differences("server", before.Servers, after.Servers, server => server.Name),
        .. Differences("MUX", before.Muxes, after.Muxes, mux => mux.Name),
    ];

    private static IEnumerable<string> Differences<T>(
        string kind, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name)
        where T : class
    {
        Dictionary<string, T> old = before.ToDictionary(name);
        Dictionary<string, T> fresh = after.ToDictionary(name);
        foreach (string added in fresh.Keys.Where(key => !old.ContainsKey(key))) yield return $"{kind} {added} is new.";
        foreach (string gone in old.Keys.Where(key => !fresh.ContainsKey(key))) yield return $"{kind} {gone} goes.";
        foreach ((string key, T value) in fresh)
        {
            if (old.TryGetValue(key, out T? former) && !former.Equals(value)) yield return $"{kind} {key} changes.";
        }
    }
}
