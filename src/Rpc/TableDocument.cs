using System.Text.Json;
using System.Text.Json.Serialization;

namespace Beamer.Rpc;

/// <summary>The fields of a table file, as they stand in it.</summary>
internal sealed record TableDocument
{
    public string? Format { get; init; }

    public ulong Term { get; init; }

    public uint Generation { get; init; }

    public PoolDocument[] Pools { get; init; } = [];

    public ServiceDocument[] Services { get; init; } = [];

    public ServerDocument[] Servers { get; init; } = [];

    public MuxDocument[] Muxes { get; init; } = [];

    internal sealed record PoolDocument
    {
        public int Id { get; init; }

        public string Name { get; init; } = "";

        public int Buckets { get; init; }

        public int Previous { get; init; } = 2;

        public string Header { get; init; } = "beamer";

        public string HashKey { get; init; } = "";

        public RowDocument[] Rows { get; init; } = [];
    }

    internal sealed record RowDocument(
        string Buckets, uint Generation, string? Current = null, string[]? Previous = null);

    internal sealed record ServiceDocument(string Service, string Pool);

    internal sealed record ServerDocument(string Name, string Address, string Pool);

    internal sealed record MuxDocument(string Name, string Address);
}

/// <summary>Serialization without reflection, strict about unknown fields.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(TableDocument))]
internal sealed partial class TableDocumentContext : JsonSerializerContext;
