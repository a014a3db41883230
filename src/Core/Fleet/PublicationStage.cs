namespace Beamer.Core.Fleet;

/// <summary>How far a publication went (R3). An acknowledgement of a stage includes the stages before it.</summary>
public enum PublicationStage
{
    /// <summary>Nothing of it is known.</summary>
    None = 0,

    /// <summary>R3 (1): the new owner and all previous owners learn the row.</summary>
    PrepareNew = 1,

    /// <summary>R3 (2): the old owner learns it.</summary>
    PrepareOld = 2,

    /// <summary>R3 (3): every follower may use it. A snapshot counts as a commit.</summary>
    Commit = 3,
}
