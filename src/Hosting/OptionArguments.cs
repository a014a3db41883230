namespace Beamer.Hosting;

/// <summary>A daemon's command line: <c>--config FILE</c> and <c>--Section:Field VALUE</c>.</summary>
/// <param name="File">The options file, or null.</param>
/// <param name="Fields">What overrides the file, in order.</param>
internal sealed record OptionArguments(string? File, IReadOnlyDictionary<string, string?> Fields)
{
    private const string Prefix = "--";
    private const string ConfigName = "config";

    /// <summary>Reads all of it strictly: an option that nobody understands would leave a default in force.</summary>
    /// <exception cref="StartException">Every argument that is not understood, one sentence each.</exception>
    internal static OptionArguments Read(IReadOnlyList<string> arguments)
    {
        List<string> reasons = [];
        Dictionary<string, string?> fields = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            string[] parts = argument.Split('=', 2);
            string name = parts[0].StartsWith(Prefix, StringComparison.Ordinal) ? parts[0][Prefix.Length..] : "";
            if (name != ConfigName && !name.Contains(':', StringComparison.Ordinal))
            {
                reasons.Add($"'{argument}' is no option; --config FILE names the options file, and "
                    + "--Section:Field VALUE sets one field, as in --Mux:Name mux1.");
            }
            else if (parts.Length == 2) fields[name] = parts[1];
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith(Prefix, StringComparison.Ordinal))
            {
                fields[name] = arguments[++i];
            }
            else reasons.Add($"{argument} needs {(name == ConfigName ? "the name of a file" : "a value")}.");
        }

        if (reasons.Count > 0) throw new StartException(reasons);
        fields.Remove(ConfigName, out string? file);
        return new OptionArguments(file, fields);
    }
}
