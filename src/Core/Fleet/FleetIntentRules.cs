using Beamer.Core.Tables;

namespace Beamer.Core.Fleet;

/// <summary>What makes an intent acceptable, by itself and after the one before it.</summary>
public static class FleetIntentRules
{
    /// <summary>
    /// Every reason why <paramref name="intent"/> must be refused, one sentence each; empty when it is good.
    /// </summary>
    public static List<string> Check(FleetIntent intent)
    {
        List<string> reasons = FleetConfigurationRules.Check(intent.ToConfiguration());
        foreach (IntentServer server in intent.Servers) CheckServer(intent, server, reasons);
        return reasons;
    }

    /// <summary>Every reason why <paramref name="intent"/> must not follow <paramref name="present"/>.</summary>
    public static List<string> CheckChange(FleetIntent present, FleetIntent intent)
    {
        List<string> reasons = [];
        Dictionary<string, IntentServer> servers = present.Servers.ToDictionary(server => server.Name);
        Dictionary<string, MuxEntry> muxes = present.Muxes.ToDictionary(mux => mux.Name);
        foreach (IntentPool pool in intent.Pools)
        {
            if (present.FindPool(pool.Pool.Name) is { } known) CheckPool(known.Pool, pool.Pool, reasons);
        }

        foreach (IntentServer server in intent.Servers)
        {
            if (servers.TryGetValue(server.Name, out IntentServer? known)) CheckMove(known.ToServer(), server, reasons);
        }

        foreach (MuxEntry mux in intent.Muxes)
        {
            if (!muxes.TryGetValue(mux.Name, out MuxEntry? known) || known.Address == mux.Address) continue;
            reasons.Add(
                $"muxes[{mux.Name}].address is {known.Address} and cannot become {mux.Address}: forget the MUX first.");
        }

        return reasons;
    }

    /// <summary>A live server keeps its address and its pool.</summary>
    internal static void CheckMove(Server known, IntentServer server, List<string> reasons)
    {
        if (known.Address != server.Address)
        {
            reasons.Add(
                $"servers[{server.Name}].address is {known.Address} and cannot become {server.Address}: "
                + "remove the server first.");
        }

        if (known.Pool != server.Pool)
        {
            reasons.Add($"servers[{server.Name}].pool is {known.Pool} and cannot become {server.Pool}: "
                + "remove the server first.");
        }
    }

    private static void CheckServer(FleetIntent intent, IntentServer server, List<string> reasons)
    {
        if (server.Weight > IntentServer.WeightMax)
        {
            reasons.Add($"servers[{server.Name}].weight is {server.Weight}; it must be 0..{IntentServer.WeightMax}.");
        }

        IntentPool? pool = intent.Pools.FirstOrDefault(pool => pool.Pool.Id == server.Pool);
        if (pool is null || pool.ServerNetworks.IsEmpty) return;
        if (pool.ServerNetworks.Any(network => network.Contains(server.Address))) return;
        reasons.Add(
            $"servers[{server.Name}].address {server.Address} lies in none of the networks of pool {pool.Pool.Name}: "
            + $"{string.Join(", ", pool.ServerNetworks)}.");
    }

    private static void CheckPool(Pool known, Pool pool, List<string> reasons)
    {
        Fixed($"pools[{pool.Name}].id", known.Id, pool.Id, reasons);
        Fixed($"pools[{pool.Name}].buckets", known.BucketCount, pool.BucketCount, reasons);
        Fixed($"pools[{pool.Name}].previous", known.PreviousMax, pool.PreviousMax, reasons);
        if (known.Key != pool.Key) reasons.Add($"pools[{pool.Name}].key is fixed for the life of a pool.");
    }

    private static void Fixed<T>(string what, T known, T value, List<string> reasons)
        where T : struct, IEquatable<T>
    {
        if (!known.Equals(value)) reasons.Add($"{what} is {known} for the life of the pool and cannot become {value}.");
    }
}
