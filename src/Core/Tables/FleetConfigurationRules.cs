using System.Buffers;

namespace Beamer.Core.Tables;

/// <summary>What makes a configuration acceptable. Controller, MUXes and agents ask the same rules.</summary>
public static class FleetConfigurationRules
{
    private const int NameLengthMax = 63;

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>
    /// Every reason why <paramref name="configuration"/> must be refused, one sentence each; empty when it is good.
    /// </summary>
    public static List<string> Check(FleetConfiguration configuration)
    {
        List<string> reasons = [];
        CheckCounts(configuration, reasons);
        CheckPools(configuration, reasons);
        CheckServices(configuration, reasons);
        CheckMachines(configuration, reasons);
        return reasons;
    }

    private static void CheckCounts(FleetConfiguration configuration, List<string> reasons)
    {
        AtMost("pools", configuration.Pools.Length, FleetConfiguration.PoolsMax, reasons);
        AtMost("services", configuration.Services.Length, FleetConfiguration.MembersMax, reasons);
        AtMost("servers", configuration.Servers.Length, FleetConfiguration.MembersMax, reasons);
        AtMost("muxes", configuration.Muxes.Length, FleetConfiguration.PoolsMax, reasons);
    }

    private static void CheckPools(FleetConfiguration configuration, List<string> reasons)
    {
        EachOnce("pools: id", configuration.Pools.Select(pool => pool.Id), reasons);
        EachOnce("pools: name", configuration.Pools.Select(pool => pool.Name), reasons);
        foreach (Pool pool in configuration.Pools)
        {
            CheckName($"pools[{pool.Name}].name", pool.Name, reasons);
            Within($"pools[{pool.Name}].id", pool.Id.Value, 0, PoolId.Max, reasons);
            Within($"pools[{pool.Name}].buckets", pool.BucketCount, 1, Pool.BucketCountMax, reasons);
            Within($"pools[{pool.Name}].previous", pool.PreviousMax, 0, Row.PreviousMax, reasons);
            Within($"pools[{pool.Name}].header", pool.HeaderVersion, 0, 1, reasons);
        }
    }

    private static void CheckServices(FleetConfiguration configuration, List<string> reasons)
    {
        HashSet<PoolId> pools = [.. configuration.Pools.Select(pool => pool.Id)];
        EachOnce("services: service", configuration.Services.Select(service => service.Key), reasons);
        foreach (Service service in configuration.Services)
        {
            if (service.Key.Vip.IsNone) reasons.Add($"services[{service.Key}].vip is 0.0.0.0, which is no VIP.");
            if (service.Key.Port == 0) reasons.Add($"services[{service.Key}].port is 0; a port is 1..65535.");
            if (service.Key.Protocol is not (TransportProtocol.Tcp or TransportProtocol.Udp))
            {
                reasons.Add($"services[{service.Key}].protocol is {service.Key.Protocol}; it is tcp or udp.");
            }

            if (!pools.Contains(service.Pool))
            {
                reasons.Add($"services[{service.Key}].pool names pool {service.Pool}, which does not exist.");
            }
        }
    }

    private static void CheckMachines(FleetConfiguration configuration, List<string> reasons)
    {
        HashSet<PoolId> pools = [.. configuration.Pools.Select(pool => pool.Id)];
        HashSet<IPv4Address> vips = [.. configuration.Services.Select(service => service.Key.Vip)];
        EachOnce("servers: name", configuration.Servers.Select(server => server.Name), reasons);
        EachOnce("muxes: name", configuration.Muxes.Select(mux => mux.Name), reasons);
        EachOnce(
            "servers and muxes: address",
            configuration.Servers.Select(server => server.Address)
                .Concat(configuration.Muxes.Select(mux => mux.Address)),
            reasons);
        foreach (Server server in configuration.Servers)
        {
            CheckMachine("servers", server.Name, server.Address, vips, reasons);
            if (!pools.Contains(server.Pool))
            {
                reasons.Add($"servers[{server.Name}].pool names pool {server.Pool}, which does not exist.");
            }
        }

        foreach (MuxEntry mux in configuration.Muxes)
        {
            CheckMachine("muxes", mux.Name, mux.Address, vips, reasons);
        }
    }

    private static void CheckMachine(
        string list, string name, IPv4Address address, HashSet<IPv4Address> vips, List<string> reasons)
    {
        // Ten thousand machines and nearly always good ones: sentences are made only for the others.
        if (!IsGoodName(name)) CheckName($"{list}[{name}].name", name, reasons);
        uint first = address.Value >> 24;
        if (first is 0 or 127 or >= 224) reasons.Add($"{list}[{name}].address {address} is not a unicast address.");
        if (vips.Contains(address))
        {
            reasons.Add($"{list}[{name}].address {address} is also a VIP; a machine needs its own address.");
        }
    }

    private static void CheckName(string where, string name, List<string> reasons)
    {
        if (IsGoodName(name)) return;
        reasons.Add($"{where} '{name}' is not 1..{NameLengthMax} characters of a-z, 0-9, '-' and '.'.");
    }

    private static bool IsGoodName(string name) =>
        name.Length is > 0 and <= NameLengthMax && !name.AsSpan().ContainsAnyExcept(s_nameCharacters);

    private static void EachOnce<T>(string what, IEnumerable<T> values, List<string> reasons)
        where T : notnull
    {
        HashSet<T> seen = [];
        if (values.All(seen.Add)) return;
        foreach (IGrouping<T, T> group in values.GroupBy(value => value).Where(group => group.Skip(1).Any()))
        {
            reasons.Add($"{what} {group.Key} appears {group.Count()} times; it must be unique.");
        }
    }

    private static void AtMost(string what, int count, int max, List<string> reasons)
    {
        if (count > max) reasons.Add($"{what} has {count} entries; the most is {max}.");
    }

    private static void Within(string what, int value, int min, int max, List<string> reasons)
    {
        if (value < min || value > max) reasons.Add($"{what} is {value}; it must be {min}..{max}.");
    }
}
