namespace Beamer.Core.Fleet;

/// <summary>How much of the publications a follower has learned: everything up to this generation and stage.</summary>
internal readonly record struct Knowledge(Generation Generation, PublicationStage Stage) : IComparable<Knowledge>
{
    internal static readonly Knowledge Nothing;

    /// <summary>The newest generation of which it knows the commit.</summary>
    internal Generation Committed => Stage == PublicationStage.Commit || Generation == Generation.Zero
        ? Generation
        : new Generation(Generation.Value - 1);

    public int CompareTo(Knowledge other)
    {
        int order = Generation.CompareTo(other.Generation);
        return order != 0 ? order : Stage.CompareTo(other.Stage);
    }

    internal static Knowledge Max(Knowledge left, Knowledge right) => left < right ? right : left;

    public static bool operator <(Knowledge left, Knowledge right) => left.CompareTo(right) < 0;

    public static bool operator >(Knowledge left, Knowledge right) => left.CompareTo(right) > 0;

    public static bool operator <=(Knowledge left, Knowledge right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Knowledge left, Knowledge right) => left.CompareTo(right) >= 0;
}
