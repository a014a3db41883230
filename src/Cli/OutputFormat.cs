namespace Beamer.Cli;

/// <summary>For whom an answer is printed.</summary>
internal enum OutputFormat
{
    /// <summary>People: tables and sentences, which may change from release to release.</summary>
    Table,

    /// <summary>Programs: the reply of protos/beamer/v1 in the JSON mapping of protobuf, every field present.</summary>
    Json,
}
