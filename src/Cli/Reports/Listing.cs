using Spectre.Console;

namespace Beamer.Cli.Reports;

/// <summary>A table without lines: headings in capitals, two spaces between columns.</summary>
internal sealed class Listing
{
    private readonly Table _table = new() { Border = TableBorder.None };

    public Listing(params IEnumerable<string> headings)
    {
        foreach (string heading in headings)
        {
            _table.AddColumn(new TableColumn(new Text(heading)) { Padding = new Padding(0, 0, 2, 0) });
        }
    }

    public Listing Add(params IEnumerable<string> cells)
    {
        _table.AddRow(cells.Select(cell => new Text(cell)));
        return this;
    }

    /// <summary>Prints it, unless it has no rows.</summary>
    public void Write(Terminal terminal)
    {
        if (_table.Rows.Count == 0) return;
        terminal.Tables.Write(_table);
        terminal.Output.WriteLine();
    }
}
