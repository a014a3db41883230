using System.Text.Json;
using System.Text.Json.Serialization;

namespace Beamer.Rpc;

/// <summary>The fields of a table file, as they stand in it.</summary>
/// <remarks>
/// The properties have setters although nobody sets them twice: generated code gives a property that can only be
/// initialized the default of its type when the field is missing, and not the default that stands here.
/// </remarks>
internal sealed record TableDocument
{
    public string? Format { get; set; }

    public ulong Term { get; set; }

    public uint Generation { get; set; }

    public PoolDocument[] Pools { get; set; } = [];

    public ServiceDocument[] Services { get; set; } = [];

    public ServerDocument[] Servers { get; set; } = [];

    public MuxDocument[] Muxes { get; set; } = [];

    internal sealed record PoolDocument
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public int Buckets { get; set; }

        public int Previous { get; set; } = 2;

        public string Header { get; set; } = "beamer";

        public string HashKey { get; set; } = "";

        public RowDocument[] Rows { get; set; } = [];
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
