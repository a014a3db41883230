using System.Text.Json.Serialization;

namespace Beamer.Controller.Store;

/// <summary>Reading and writing without reflection.</summary>
[JsonSerializable(typeof(IntentDocument))]
internal sealed partial class IntentDocumentContext : JsonSerializerContext;
