using System.Globalization;
using Beamer.Core;
using Beamer.Core.Tables;
using Beamer.Rpc.V1;
using Pool = Beamer.Core.Tables.Pool;

namespace Beamer.Cli.FleetFiles;

/// <summary>Reads a fleet file strictly: every problem at once, each with its line and its field.</summary>
/// <remarks>
/// The controller remains the judge of what a fleet may be. What is checked here as well is what profits from a line
/// number: names and addresses that stand twice, and pools that nothing declares.
/// </remarks>
internal sealed class FleetFile
{
    private const uint WeightMax = 1_000_000;

    private readonly List<FileProblem> _problems = [];
    private readonly Declarations _declarations;

    private FleetFile() => _declarations = new Declarations(_problems);

    /// <summary>Reads the text of a fleet file.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="problems">By line; the fleet may be used only when it is empty.</param>
    public static FleetSpec Read(string text, out IReadOnlyList<FileProblem> problems)
    {
        FleetFile file = new();
        FleetSpec fleet = new();
        YamlValue? root = YamlTree.Read(text, file._problems);
        if (root is not null) file.ReadFleet(root, fleet);
        problems = [.. file._problems.OrderBy(problem => problem.Line)];
        return fleet;
    }

    private void ReadFleet(YamlValue root, FleetSpec fleet)
    {
        MappingReader reader = new(root, "fleet", _problems, "pools", "services", "servers", "muxes");
        fleet.Pools.AddRange(reader.Items("pools").Select(ReadPool));
        fleet.Services.AddRange(reader.Items("services").Select(ReadService));
        fleet.Servers.AddRange(reader.Items("servers").Select(ReadServer));
        fleet.Muxes.AddRange(reader.Items("muxes").Select(ReadMux));
        _declarations.CheckPoolsUsed();
    }

    private FleetSpec.Types.Pool ReadPool(YamlValue value, int index)
    {
        string where = Where("pools", value, index);
        MappingReader reader = new(value, where, _problems, "name", "buckets", "previous", "header", "server_networks");
        FleetSpec.Types.Pool pool = new()
        {
            Name = reader.Text("name"),
            Buckets = reader.Number("buckets", 1, Pool.BucketCountMax) ?? Pool.BucketCountDefault,
            Header = reader.Choice("header", "beamer", "beamer", "glb"),
        };
        if (reader.Number("previous", 0, Row.PreviousMax) is uint previous) pool.Previous = previous;
        pool.ServerNetworks.AddRange(reader.Items("server_networks").Select(item => ReadNetwork(item, where, reader)));
        _declarations.AddPool(pool.Name, where, reader.LineOf("name"));
        return pool;
    }

    private static string ReadNetwork(YamlValue value, string where, MappingReader reader)
    {
        string text = (value as YamlValue.Scalar)?.Text ?? "";
        if (IPv4Network.TryParse(text, out _)) return text;

        string sentence = $"{where}.server_networks has {value.Kind}; each is an IPv4 network such as 10.0.0.0/8, "
            + "with no bit set behind the prefix.";
        reader.Report(value.Line, sentence);
        return text;
    }

    private FleetSpec.Types.Service ReadService(YamlValue value, int index)
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"services[{index}]");
        MappingReader reader = new(value, where, _problems, "vip", "port", "protocol", "pool");
        FleetSpec.Types.Service service = new()
        {
            Vip = reader.Address("vip"),
            Port = reader.RequiredNumber("port", 1, ushort.MaxValue),
            Protocol = reader.Choice("protocol", "tcp", "tcp", "udp"),
            Pool = reader.Text("pool"),
        };
        _declarations.AddService(service, where, reader.Line);
        _declarations.UsePool(service.Pool, where, reader.LineOf("pool"));
        return service;
    }

    private FleetSpec.Types.Server ReadServer(YamlValue value, int index)
    {
        string where = Where("servers", value, index);
        MappingReader reader = new(value, where, _problems, "name", "address", "pool", "weight", "drain");
        FleetSpec.Types.Server server = new()
        {
            Name = reader.Text("name"),
            Address = reader.Address("address"),
            Pool = reader.Text("pool"),
            Drain = reader.Flag("drain"),
        };
        if (reader.Number("weight", 0, WeightMax) is uint weight) server.Weight = weight;
        _declarations.AddServer(server.Name, where, reader.LineOf("name"));
        _declarations.AddAddress(server.Address, where, reader.LineOf("address"));
        _declarations.UsePool(server.Pool, where, reader.LineOf("pool"));
        return server;
    }

    private FleetSpec.Types.Mux ReadMux(YamlValue value, int index)
    {
        string where = Where("muxes", value, index);
        MappingReader reader = new(value, where, _problems, "name", "address");
        FleetSpec.Types.Mux mux = new() { Name = reader.Text("name"), Address = reader.Address("address") };
        _declarations.AddMux(mux.Name, where, reader.LineOf("name"));
        _declarations.AddAddress(mux.Address, where, reader.LineOf("address"));
        return mux;
    }

    /// <summary>An entry by its name, as the controller's reasons say it; by its position when it has none.</summary>
    private static string Where(string list, YamlValue value, int index)
    {
        if (value is YamlValue.Mapping mapping
            && mapping.Fields.GetValueOrDefault("name") is YamlValue.Scalar { Text.Length: > 0 } name)
        {
            return $"{list}[{name.Text}]";
        }

        return string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
    }
}
