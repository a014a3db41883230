namespace Beamer.Core.Chaining;

/// <summary>How far a row is on its way to the MUXes when an agent learns it (R3).</summary>
public enum PrepareStage : byte
{
    /// <summary>Its new owner and all of its previous owners learn it: known, but no MUX may use it yet.</summary>
    NewAndPreviousOwners = 1,

    /// <summary>Its old owner learns it, last of all: from now on it is active there.</summary>
    OldOwner = 2,
}
