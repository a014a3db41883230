namespace Beamer.Cli.FleetFiles;

/// <summary>One thing that is wrong with a file.</summary>
/// <param name="Line">Counted from 1, as editors do.</param>
/// <param name="Sentence">What is wrong, naming the field.</param>
internal sealed record FileProblem(int Line, string Sentence);
