namespace Beamer.Lab.Experiments;

/// <summary>How an experiment ended. Pure.</summary>
/// <param name="Id">Of the experiment.</param>
/// <param name="Title">Of the experiment.</param>
/// <param name="Duration">Without building and removing the fleet.</param>
/// <param name="Criteria">What was measured.</param>
/// <param name="Problem">Why it did not come to its end; null when it did.</param>
internal sealed record Verdict(
    string Id, string Title, TimeSpan Duration, IReadOnlyList<Criterion> Criteria, string? Problem)
{
    /// <summary>It came to its end, measured something, and every bound that decides is kept.</summary>
    public bool IsPassed =>
        Problem is null && Criteria.Any(criterion => criterion.Decides)
        && Criteria.All(criterion => criterion.IsMet || !criterion.Decides);

    /// <summary>Programs read it: it begins with the id and "passed:" or "FAILED:".</summary>
    public string Line
    {
        get
        {
            IEnumerable<string> parts = Criteria.Select(criterion => criterion.Text);
            if (Problem is not null) parts = parts.Prepend(Problem.TrimEnd('.'));
            return $"{Id} {(IsPassed ? "passed" : "FAILED")}: {string.Join(", ", parts)}";
        }
    }
}
