using System.Globalization;

namespace Beamer.Lab.Experiments;

/// <summary>One figure of an experiment, its bound, and whether the verdict depends on it. Pure.</summary>
/// <param name="Name">In the words of the verdict line.</param>
/// <param name="Measured">The figure.</param>
/// <param name="Unit">Empty for a number of things.</param>
/// <param name="Relation">How the figure must stand to the bound.</param>
/// <param name="Bound">The bound.</param>
/// <param name="Decides">False for what depends on the machine and its other load: a goal, told but not judged.</param>
internal sealed record Criterion(
    string Name, double Measured, string Unit, Relation Relation, double Bound, bool Decides)
{
    public bool IsMet => Relation switch
    {
        Relation.Any => true,
        Relation.Exactly => Measured == Bound,
        Relation.AtMost => Measured <= Bound,
        Relation.AtLeast => Measured >= Bound,
        _ => throw new ArgumentOutOfRangeException(nameof(Relation), Relation, "A relation that is none."),
    };

    /// <summary>Such as <c>longest stall 412 ms (goal: at most 300)</c>.</summary>
    public string Text => Name + " " + Number(Measured) + (Unit.Length == 0 ? "" : " " + Unit) + BoundText;

    private string BoundText => (Relation, Decides, IsMet) switch
    {
        (Relation.Any, _, _) or (Relation.Exactly, true, true) => "",
        (_, true, true) => $" ({RelationText} {Number(Bound)})",
        (_, true, false) => $" (MUST BE {RelationText} {Number(Bound)})",
        (_, false, true) => $" (goal: {RelationText} {Number(Bound)})",
        (_, false, false) => $" (misses its goal: {RelationText} {Number(Bound)})",
    };

    private string RelationText => Relation switch
    {
        Relation.AtMost => "at most",
        Relation.AtLeast => "at least",
        _ => "exactly",
    };

    /// <summary>Only told.</summary>
    public static Criterion Figure(string name, double measured, string unit = "") =>
        new(name, measured, unit, Relation.Any, 0, Decides: false);

    /// <summary>There must be none.</summary>
    public static Criterion None(string name, long measured) => Exactly(name, measured, 0);

    public static Criterion Exactly(string name, long measured, long bound) =>
        new(name, measured, "", Relation.Exactly, bound, Decides: true);

    public static Criterion AtLeast(string name, double measured, double bound, string unit = "") =>
        new(name, measured, unit, Relation.AtLeast, bound, Decides: true);

    public static Criterion AtMost(string name, double measured, double bound, string unit = "") =>
        new(name, measured, unit, Relation.AtMost, bound, Decides: true);

    /// <summary>A duration with a goal: it depends on the machine and so does not decide.</summary>
    public static Criterion Goal(string name, TimeSpan measured, TimeSpan bound) => new(
        name, Math.Ceiling(measured.TotalMilliseconds), "ms", Relation.AtMost, bound.TotalMilliseconds, Decides: false);

    public static Criterion Duration(string name, TimeSpan measured) =>
        Figure(name, Math.Ceiling(measured.TotalMilliseconds), "ms");

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
