namespace Beamer.Core.Wire;

/// <summary>Which layout a chain header has.</summary>
public enum ChainVersion : byte
{
    /// <summary>As GLB Director writes it: previous owners only, no generation, pool or bucket.</summary>
    Glb = 0,

    /// <summary>With generation, pool and bucket of the row that routed the packet.</summary>
    Row = 1,
}
