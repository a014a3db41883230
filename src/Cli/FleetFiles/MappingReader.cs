using System.Globalization;
using Beamer.Core;

namespace Beamer.Cli.FleetFiles;

/// <summary>Reads the fields of one entry; what is wrong with a field is reported, and reading goes on.</summary>
internal sealed class MappingReader
{
    private readonly IReadOnlyDictionary<string, YamlValue> _fields;
    private readonly List<FileProblem> _problems;
    private readonly string _where;

    /// <summary>Reports every field that is not among <paramref name="known"/>.</summary>
    public MappingReader(YamlValue value, string where, List<FileProblem> problems, params string[] known)
    {
        _where = where;
        _problems = problems;
        Line = value.Line;
        _fields = (value as YamlValue.Mapping)?.Fields ?? new Dictionary<string, YamlValue>();
        if (value is not YamlValue.Mapping) Report(Line, $"{where} is {value.Kind}; it must be a mapping of fields.");
        foreach ((string name, YamlValue field) in _fields.Where(field => !known.Contains(field.Key)))
        {
            Report(field.Line, $"{where}.{name} is unknown; the fields here are {string.Join(", ", known)}.");
        }
    }

    /// <summary>Where the entry starts.</summary>
    public int Line { get; }

    /// <summary>The line of a field; of the entry when the field is absent.</summary>
    public int LineOf(string field) => _fields.TryGetValue(field, out YamlValue? value) ? value.Line : Line;

    /// <summary>Text that must be there; empty, and reported, when it is not.</summary>
    public string Text(string field)
    {
        YamlValue? value = Required(field, "text");
        if (value is null) return "";
        if (value is YamlValue.Scalar { Text.Length: > 0 } scalar) return scalar.Text;
        Report(value.Line, $"{_where}.{field} is {value.Kind}; it must be text.");
        return "";
    }

    /// <summary>An IPv4 address that must be there.</summary>
    public string Address(string field)
    {
        YamlValue? value = Required(field, "an IPv4 address");
        if (value is null) return "";
        if (value is YamlValue.Scalar scalar && IPv4Address.TryParse(scalar.Text, out _)) return scalar.Text;
        Report(value.Line, $"{_where}.{field} is {value.Kind}; it must be an IPv4 address such as 192.0.2.10.");
        return "";
    }

    /// <summary>One of a few words; <paramref name="otherwise"/> when the field is absent.</summary>
    public string Choice(string field, string otherwise, params string[] choices)
    {
        if (!_fields.TryGetValue(field, out YamlValue? value)) return otherwise;
        if (value is YamlValue.Scalar scalar && choices.Contains(scalar.Text)) return scalar.Text;
        Report(value.Line, $"{_where}.{field} is {value.Kind}; it must be {string.Join(" or ", choices)}.");
        return otherwise;
    }

    /// <summary>A whole number, or null when the field is absent or wrong.</summary>
    public uint? Number(string field, uint min, uint max)
    {
        if (!_fields.TryGetValue(field, out YamlValue? value)) return null;
        if (value is YamlValue.Scalar { Plain: true } scalar
            && uint.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            && number >= min && number <= max)
        {
            return number;
        }

        string quoted = value is YamlValue.Scalar { Plain: false } ? " in quotes" : "";
        Report(value.Line, $"{_where}.{field} is {value.Kind}{quoted}; it must be a whole number {min}..{max}.");
        return null;
    }

    /// <summary>A whole number that must be there; 0, and reported, when it is not.</summary>
    public uint RequiredNumber(string field, uint min, uint max)
    {
        if (Required(field, $"a whole number {min}..{max}") is null) return 0;
        return Number(field, min, max) ?? 0;
    }

    /// <summary>true or false; false when the field is absent.</summary>
    public bool Flag(string field)
    {
        if (!_fields.TryGetValue(field, out YamlValue? value)) return false;
        if (value is YamlValue.Scalar { Plain: true, Text: "true" or "false" } scalar) return scalar.Text == "true";
        Report(value.Line, $"{_where}.{field} is {value.Kind}; it must be true or false.");
        return false;
    }

    /// <summary>The items of a list; none when the field is absent.</summary>
    public IReadOnlyList<YamlValue> Items(string field)
    {
        if (!_fields.TryGetValue(field, out YamlValue? value)) return [];
        if (value is YamlValue.Sequence sequence) return sequence.Items;
        Report(value.Line, $"{_where}.{field} is {value.Kind}; it must be a list.");
        return [];
    }

    /// <summary>Says that something is wrong on a line.</summary>
    public void Report(int line, string sentence) => _problems.Add(new FileProblem(line, sentence));

    private YamlValue? Required(string field, string what)
    {
        if (_fields.TryGetValue(field, out YamlValue? value) && !value.IsNull) return value;
        Report(value?.Line ?? Line, $"{_where}.{field} is missing; it must be {what}.");
        return null;
    }
}
