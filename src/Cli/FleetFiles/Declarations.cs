using Beamer.Rpc.V1;

namespace Beamer.Cli.FleetFiles;

/// <summary>Remembers what a file has declared and where, and reports what stands twice or is missing.</summary>
internal sealed class Declarations(List<FileProblem> problems)
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pools = new(StringComparer.Ordinal);
    private readonly List<(string Pool, string Where, int Line)> _poolsUsed = [];

    public void AddPool(string name, string where, int line)
    {
        _pools.Add(name);
        Once("pool", name, $"{where}.name", line);
    }

    public void AddServer(string name, string where, int line) => Once("server", name, $"{where}.name", line);

    public void AddMux(string name, string where, int line) => Once("MUX", name, $"{where}.name", line);

    /// <summary>Servers and MUXes share one space of addresses.</summary>
    public void AddAddress(string address, string where, int line) =>
        Once("address", address, $"{where}.address", line);

    /// <summary>A VIP, port and protocol belong to one pool.</summary>
    public void AddService(FleetSpec.Types.Service service, string where, int line)
    {
        if (service.Vip.Length == 0 || service.Port == 0) return;
        Once("service", $"{service.Vip}:{service.Port}/{service.Protocol}", where, line);
    }

    public void UsePool(string pool, string where, int line) => _poolsUsed.Add((pool, where, line));

    /// <summary>To be called last: a pool may be declared below its first use.</summary>
    public void CheckPoolsUsed()
    {
        foreach ((string pool, string where, int line) in _poolsUsed)
        {
            if (pool.Length == 0 || _pools.Contains(pool)) continue;
            problems.Add(new FileProblem(line, $"{where}.pool names pool {pool}, which the file does not declare."));
        }
    }

    private void Once(string kind, string value, string where, int line)
    {
        if (value.Length == 0 || _lines.TryAdd($"{kind} {value}", line)) return;
        int first = _lines[$"{kind} {value}"];
        problems.Add(new FileProblem(line, $"{where}: {kind} {value} is already declared on line {first}."));
    }
}
