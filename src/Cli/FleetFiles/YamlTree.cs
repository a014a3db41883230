using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Beamer.Cli.FleetFiles;

/// <summary>Reads one YAML document into values with lines; reports what a fleet file may not have.</summary>
/// <remarks>
/// The library's own object model stops at the first duplicate key; an operator wants every problem at once. So this
/// reads the events below it.
/// </remarks>
internal sealed class YamlTree
{
    /// <summary>A fleet file needs four levels; the bound keeps hostile nesting off the stack.</summary>
    private const int DepthMax = 16;

    private readonly IParser _parser;
    private readonly List<FileProblem> _problems;

    private YamlTree(IParser parser, List<FileProblem> problems)
    {
        _parser = parser;
        _problems = problems;
    }

    /// <summary>The document's value, or null when it is empty or no YAML.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static YamlValue? Read(string text, List<FileProblem> problems)
    {
        try
        {
            return new YamlTree(new Parser(new StringReader(text)), problems).ReadDocument();
        }
        catch (YamlException e)
        {
            problems.Add(new FileProblem((int)e.Start.Line, $"this is not YAML: {e.Message}"));
            return null;
        }
    }

    private YamlValue? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _problems.Add(new FileProblem(1, "the file is empty."));
            return null;
        }

        YamlValue root = ReadValue(1);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out DocumentStart? second))
        {
            Report(second, "a second document starts here; a fleet file has one.");
        }

        return root;
    }

    private YamlValue ReadValue(int depth)
    {
        if (depth > DepthMax)
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, "it is nested too deeply.");
        }

        if (_parser.TryConsume<SequenceStart>(out SequenceStart? sequence)) return ReadSequence(sequence, depth);
        if (_parser.TryConsume<MappingStart>(out MappingStart? mapping)) return ReadMapping(mapping, depth);
        if (_parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
        {
            Report(alias, $"the alias *{alias.Value} is not supported; write the value out.");
            return new YamlValue.Scalar(LineOf(alias), "", Plain: true);
        }

        Scalar scalar = _parser.Consume<Scalar>();
        return new YamlValue.Scalar(LineOf(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlValue.Sequence ReadSequence(SequenceStart start, int depth)
    {
        List<YamlValue> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadValue(depth + 1));
        return new YamlValue.Sequence(LineOf(start), items);
    }

    private YamlValue.Mapping ReadMapping(MappingStart start, int depth)
    {
        Dictionary<string, YamlValue> fields = new(StringComparer.Ordinal);
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlValue key = ReadValue(depth + 1);
            YamlValue value = ReadValue(depth + 1);
            if (key is not YamlValue.Scalar name)
            {
                _problems.Add(new FileProblem(key.Line, $"a field's name is text, not {key.Kind}."));
            }
            else if (!fields.TryAdd(name.Text, value))
            {
                string sentence = $"field '{name.Text}' stands twice; it is already on line {lines[name.Text]}.";
                _problems.Add(new FileProblem(name.Line, sentence));
            }
            else
            {
                lines.Add(name.Text, name.Line);
            }
        }

        return new YamlValue.Mapping(LineOf(start), fields);
    }

    private void Report(ParsingEvent where, string sentence) => _problems.Add(new FileProblem(LineOf(where), sentence));

    private static int LineOf(ParsingEvent parsed) => (int)parsed.Start.Line;
}
