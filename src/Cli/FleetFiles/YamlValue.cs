namespace Beamer.Cli.FleetFiles;

/// <summary>What a YAML file says, with the line that says it.</summary>
/// <param name="Line">Where the value starts, counted from 1.</param>
internal abstract record YamlValue(int Line)
{
    /// <summary>Text; <paramref name="Plain"/> when it stands without quotes, so that it may be a number.</summary>
    internal sealed record Scalar(int Line, string Text, bool Plain) : YamlValue(Line);

    /// <summary>Values in order.</summary>
    internal sealed record Sequence(int Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line);

    /// <summary>Named values; a name that stands twice keeps its first value.</summary>
    internal sealed record Mapping(int Line, IReadOnlyDictionary<string, YamlValue> Fields) : YamlValue(Line);

    /// <summary>Whether nothing stands there: <c>weight:</c> or <c>weight: ~</c>.</summary>
    public bool IsNull => this is Scalar { Plain: true, Text: "" or "~" or "null" };

    /// <summary>What a person would call it.</summary>
    public string Kind => this switch
    {
        _ when IsNull => "empty",
        Scalar scalar => $"'{scalar.Text}'",
        Sequence => "a list",
        _ => "a mapping",
    };
}
